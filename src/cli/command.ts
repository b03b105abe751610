/**
 * What a command of `flb-node` is.
 *
 * @module
 */
import type { Command } from 'commander';
import { createError, type FluentBitNodeError } from '../errors.ts';

/** What the process ends with. `findings`: the command did its work and found something wrong. */
export const Exit = { ok: 0, findings: 1, usage: 2 } as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** One file of `commands/` exports one. */
export interface CliCommand {
  /** Shown first by `--help`. */
  readonly examples: readonly { readonly command: string; readonly what: string }[];
  /**
   * Adds arguments, options and the action. The action returns nothing for success, or calls {@link finish}.
   *
   * @param command - named and described already.
   */
  define(command: Command): void;
}

/** A wrong argument: printed with its fix, exit status 2. */
export const usageError = (what: string): FluentBitNodeError => createError('FLB_NODE_E_USAGE', what);

/** What the process is to end with, once nothing is left to do. */
export function finish(exit: Exit): void {
  process.exitCode = exit;
}
