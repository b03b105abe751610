/**
 * What a command prints: data on stdout, words on stderr.
 *
 * @module
 */
import pc from 'picocolors';

/** Colours for one stream: none in a file or a pipe, none with `NO_COLOR`, always with `FORCE_COLOR`. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Waiting for less than this, in milliseconds, needs no line. */
const PATIENCE = 1000;

const colorsOf = (stream: NodeJS.WriteStream): Colors => {
  const { env } = process;
  if (env['NO_COLOR']) return pc.createColors(false);
  if (env['FORCE_COLOR']) return pc.createColors(env['FORCE_COLOR'] !== '0');
  return pc.createColors(stream.isTTY === true && env['TERM'] !== 'dumb');
};

/** For data. */
export const outColors = colorsOf(process.stdout);
/** For text that is measured, compared or kept. */
export const noColors = pc.createColors(false);
/** For words. */
export const errColors = colorsOf(process.stderr);

/** Data: one line or several. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Data that may be without an end: resolves when there is room for more, as a slow reader has it. */
export async function printAll(text: string): Promise<void> {
  const { stdout } = process;
  if (text === '' || stdout.write(text)) return;
  await new Promise((resolve) => stdout.once('drain', resolve));
}

/** Data of a listing with `--json`. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** Words. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A table: columns as wide as their widest cell, two spaces apart. Colours do not count. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  const pad = (cell: string, at: number): string => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell));
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

// eslint-disable-next-line no-control-regex
const COLOR = /\u001b\[[\d;]*m/g;
const widthOf = (text: string): number => text.replace(COLOR, '').length;

/**
 * Does something, and says so when it takes longer than a second: with the seconds, in one line of a terminal, once
 * anywhere else.
 *
 * @param label - as in `bundling plugin.ts`.
 */
export async function progress<T>(label: string, work: Promise<T> | (() => Promise<T>)): Promise<T> {
  const started = performance.now();
  const { stderr } = process;
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    if (!stderr.isTTY) return say(`${label} ...`);
    stderr.write(`\r${label} ... ${seconds()} s`);
    timer = setTimeout(show, PATIENCE);
  };
  timer = setTimeout(show, PATIENCE);
  try {
    return await (typeof work === 'function' ? work() : work);
  } finally {
    clearTimeout(timer);
    if (stderr.isTTY && performance.now() - started > PATIENCE) stderr.write('\r\u001b[K');
  }
}
