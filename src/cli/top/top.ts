/**
 * Readings of a running Fluent Bit, shown.
 *
 * @module
 */
import type { ControlClient } from '../control/client.ts';
import { outColors, print, say } from '../terminal.ts';
import { Rates, type TopRow } from './rates.ts';
import { Screen } from './screen.ts';
import { rowJson, topTable } from './view.ts';

export interface TopOptions {
  /** Milliseconds between two readings. */
  readonly interval: number;
}

/** @param onRows - true: enough. @throws when the connection ends */
function read(client: ControlClient, { interval }: TopOptions, onRows: (rows: TopRow[]) => boolean): Promise<void> {
  const rates = new Rates();
  return new Promise((resolve, reject) => {
    client.subscribe({ request: 'stats', every: interval }, (reply) => {
      if (reply instanceof Error) reject(reply);
      else if ('stats' in reply && onRows(rates.add(reply.stats, performance.now()))) resolve();
    });
  });
}

/** A rate needs two readings. */
const fromTheSecond = (onRows: (rows: TopRow[]) => boolean): ((rows: TopRow[]) => boolean) => {
  let readings = 0;
  return (rows) => ++readings > 1 && onRows(rows);
};

/** One table, or one line of JSON per instance. */
export function showOnce(client: ControlClient, options: TopOptions & { json?: boolean }): Promise<void> {
  const show = (rows: TopRow[]): boolean => {
    if (options.json) printJsonLines(rows);
    else if (rows.length === 0) say('no instance has node.control');
    else print(topTable(rows, outColors, process.stdout.isTTY ? process.stdout.columns : undefined));
    return true;
  };
  return read(client, options, fromTheSecond(show));
}

/** Until Ctrl-C. */
export async function streamJson(client: ControlClient, options: TopOptions): Promise<void> {
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  const show = (rows: TopRow[]): boolean => {
    printJsonLines(rows);
    return false;
  };
  await Promise.race([read(client, options, fromTheSecond(show)), interrupted]);
}

const printJsonLines = (rows: TopRow[]): void => {
  const time = new Date().toISOString();
  for (const row of rows) print(JSON.stringify({ time, ...rowJson(row) }));
};

/** Until q or Ctrl-C. */
export async function showScreen(client: ControlClient, options: TopOptions): Promise<void> {
  let rows: TopRow[] = [];
  let quit = (): void => {};
  const quitted = new Promise<void>((resolve) => (quit = resolve));
  const screen = new Screen(
    () => quit(),
    () => draw(),
  );
  const draw = (): void => {
    const { columns } = screen.size;
    const body = rows.length === 0 ? 'no instance has node.control' : topTable(rows, outColors, columns);
    screen.draw(`${titleOf(client.pid, columns)}\n\n${body}`);
  };
  try {
    await Promise.race([
      quitted,
      read(client, options, (next) => {
        rows = next;
        draw();
        return false;
      }),
    ]);
  } finally {
    screen.close();
  }
}

const titleOf = (pid: number, columns: number): string => {
  const title = `flb-node top   process ${pid}   ${new Date().toTimeString().slice(0, 8)}   q: quit`;
  return outColors.dim(title.slice(0, columns));
};
