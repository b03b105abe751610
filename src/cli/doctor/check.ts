/**
 * What `flb-node doctor` finds out, and what a check is.
 *
 * @module
 */
import type { DoctorContext } from './context.ts';

export type Level = 'ok' | 'warning' | 'problem';

/** One line. */
export interface Finding {
  readonly level: Level;
  /** What was looked at, in a word or two. */
  readonly subject: string;
  readonly text: string;
  /** The command to run, or what to do; of all that is not ok. */
  readonly fix?: string;
}

/** One file of `checks/` exports one. */
export interface Check {
  /** The heading of its lines. */
  readonly title: string;
  run(context: DoctorContext): Finding[] | Promise<Finding[]>;
}

export const ok = (subject: string, text: string): Finding => ({ level: 'ok', subject, text });
export const warning = (subject: string, text: string, fix: string): Finding => ({ level: 'warning', subject, text, fix });
export const problem = (subject: string, text: string, fix: string): Finding => ({ level: 'problem', subject, text, fix });
