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

/** @param columns - of the terminal; lines are not broken without */
export function reportText(sections: readonly Section[], colors = outColors, columns = process.stdout.columns ?? Infinity): string {
  const all = sections.flatMap(({ findings }) => findings);
  const width = Math.max(...all.map(({ subject }) => subject.length));
  const margin = ' '.repeat(width + 4);
  const broken = (text: string): string => breakLines(text, columns - margin.length).join(`\n${margin}`);
  const line = ({ level, subject, text, fix }: Finding): string => {
    const first = `${paint(level, SIGNS[level], colors)} ${subject.padEnd(width)}  ${broken(text)}`;
    // A command stays one line, so that it can be copied.
    return fix === undefined ? first : `${first}\n${margin}${colors.bold('fix:')} ${fix}`;
  };
  const parts = sections.map(({ title, findings }) => [colors.bold(title), ...findings.map(line)].join('\n'));
  return [...parts, verdict(all, colors)].join('\n\n');
}

/** At spaces. A word that is longer than a line stands alone. */
function breakLines(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
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
