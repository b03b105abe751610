/**
 * What `flb-node doctor` prints.
 *
 * @module
 */
import { outColors, type Colors } from '../terminal.ts';
import type { Finding, Level } from './check.ts';
import type { Section } from './run.ts';

/** A sign each, for eyes and terminals that see no colours. */
const SIGNS: Record<Level, string> = { ok: '✓', warning: '!', problem: '✗' };
const paint = (level: Level, text: string, colors: Colors): string =>
  ({ ok: colors.green, warning: colors.yellow, problem: colors.red })[level](text);

export function reportText(sections: readonly Section[], colors = outColors): string {
  const all = sections.flatMap(({ findings }) => findings);
  const width = Math.max(...all.map(({ subject }) => subject.length));
  const line = ({ level, subject, text, fix }: Finding): string => {
    const first = `${paint(level, SIGNS[level], colors)} ${subject.padEnd(width)}  ${text}`;
    return fix === undefined ? first : `${first}\n  ${' '.repeat(width)}  ${colors.bold('fix:')} ${fix}`;
  };
  const parts = sections.map(({ title, findings }) => [colors.bold(title), ...findings.map(line)].join('\n'));
  return [...parts, verdict(all, colors)].join('\n\n');
}

function verdict(all: readonly Finding[], colors: Colors): string {
  const count = (level: Level): number => all.filter((finding) => finding.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const text = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}, ${count('ok')} ok`;
  return paint(problems > 0 ? 'problem' : warnings > 0 ? 'warning' : 'ok', text, colors);
}

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** For `--json`: every line by itself. */
export const reportRows = (sections: readonly Section[]): (Finding & { check: string })[] =>
  sections.flatMap(({ title, findings }) => findings.map((finding) => ({ check: title, ...finding })));
