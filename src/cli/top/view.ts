/**
 * `flb-node top`'s table.
 *
 * @module
 */
import { type Colors, table } from '../terminal.ts';
import type { TopRow } from './rates.ts';
import { sparkline } from './sparkline.ts';
import { amount, bytes, seconds } from './units.ts';

interface Column {
  readonly title: string;
  /** What is left out first where there is no room; 0: never. */
  readonly leftOut: number;
  readonly cell: (row: TopRow, colors: Colors) => string;
}

const NONE = '-';
const SPARK = 20;
/** A loop that is so late, in seconds, or a heap so full is worth a look. */
const LATE = 0.1;
const FULL = 0.8;

const orNone = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? NONE : text(value);

const COLUMNS: readonly Column[] = [
  { title: 'instance', leftOut: 0, cell: ({ instance, up }, colors) => (up ? instance : colors.red(instance)) },
  { title: 'type', leftOut: 8, cell: ({ type }) => type },
  { title: 'state', leftOut: 5, cell: ({ up }, colors) => (up ? colors.green('up') : colors.red('down')) },
  { title: 'records/s', leftOut: 0, cell: ({ recordsPerSecond }) => orNone(recordsPerSecond, amount) },
  { title: '', leftOut: 9, cell: ({ history }, colors) => colors.cyan(sparkline(history, SPARK)) },
  { title: 'p50', leftOut: 4, cell: ({ p50 }) => orNone(p50, seconds) },
  { title: 'p99', leftOut: 0, cell: ({ p99 }) => orNone(p99, seconds) },
  {
    title: 'loop',
    leftOut: 3,
    cell: ({ loopDelay }, colors) => (loopDelay > LATE ? colors.yellow : String)(seconds(loopDelay)),
  },
  {
    title: 'heap',
    leftOut: 7,
    cell: ({ heapUsed, heapLimit }, colors) =>
      (heapUsed > FULL * heapLimit ? colors.yellow : String)(`${bytes(heapUsed)}/${bytes(heapLimit)}`),
  },
  { title: 'queue', leftOut: 6, cell: ({ queue }) => orNone(queue, bytes) },
  { title: 'retries', leftOut: 2, cell: ({ retries = 0 }, colors) => (retries > 0 ? colors.yellow : String)(amount(retries)) },
  { title: 'restarts', leftOut: 1, cell: ({ restarts }, colors) => (restarts > 0 ? colors.red : String)(amount(restarts)) },
];

// eslint-disable-next-line no-control-regex
const COLOR = /\u001b\[[\d;]*m/g;
const widthOf = (line: string): number => line.replace(COLOR, '').length;

/** @param width - letters of a line. Columns that do not fit are left out, the least important first. @default all */
export function topTable(rows: readonly TopRow[], colors: Colors, width = Infinity): string {
  let columns = [...COLUMNS];
  for (;;) {
    const text = render(columns, rows, colors);
    const dispensable = columns.filter(({ leftOut }) => leftOut > 0);
    const isWide = Math.max(...text.split('\n').map(widthOf)) > width;
    if (!isWide || dispensable.length === 0) return text;
    const first = Math.max(...dispensable.map(({ leftOut }) => leftOut));
    columns = columns.filter(({ leftOut }) => leftOut !== first);
  }
}

const render = (columns: readonly Column[], rows: readonly TopRow[], colors: Colors): string =>
  table([
    columns.map(({ title }) => colors.bold(title)),
    ...rows.map((row) => columns.map(({ cell }) => cell(row, colors))),
  ]);

/** With `--json`: names and units as in docs/metrics.md. */
export const rowJson = (row: TopRow): Record<string, unknown> => ({
  instance: row.instance,
  type: row.type,
  plugin: row.plugin,
  up: row.up,
  records_per_second: row.recordsPerSecond,
  p50_seconds: row.p50,
  p99_seconds: row.p99,
  event_loop_delay_seconds: row.loopDelay,
  heap_used_bytes: row.heapUsed,
  heap_limit_bytes: row.heapLimit,
  queue_bytes: row.queue,
  retries: row.retries,
  restarts: row.restarts,
});
