/**
 * Options as a table of Markdown, and its place in a README.
 *
 * @module
 */
import { describeOption, type PluginOption } from './options.ts';

/** Around the table: what is between them belongs to `flb-node readme`. */
export const MARKERS = { begin: '<!-- options:begin -->', end: '<!-- options:end -->' } as const;

/** A row for each option. */
export function markdownTable(options: readonly PluginOption[]): string {
  const rows = options.map((option) => [code(option.name), option.type, defaultOf(option), describeOption(option)]);
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['| Option | Type | Default | Description |', '|---|---|---|---|', ...rows.map(line)].join('\n');
}

/** With backquotes in it, it needs more of them around. */
function code(text: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  return fence === '`' ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function defaultOf({ required, default: standard, secret }: PluginOption): string {
  if (required) return 'required';
  if (standard === undefined) return secret ? 'not shown' : '';
  return standard === '' ? 'empty' : code(standard.replaceAll('\n', '\\n'));
}

/** The text with another table, or `undefined` when it has no place for one. */
export function replaceTable(text: string, table: string): string | undefined {
  const begin = text.indexOf(MARKERS.begin);
  const end = text.indexOf(MARKERS.end, begin);
  if (begin < 0 || end < 0) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [MARKERS.begin, ...table.split('\n')].join(newline);
  return `${text.slice(0, begin)}${lines}${newline}${text.slice(end)}`;
}
