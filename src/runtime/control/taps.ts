/**
 * Who looks into which Workers: what each Worker is told, and where its reports go.
 *
 * @module
 */
import type { TapOrder, WatchReport } from '../watch/watch-data.ts';
import type { WatchedWorker } from './watched-worker.ts';

/** What a tap's reports go to. False: the client is slow, {@link Taps.drained} tells when it goes on. */
export type TapSink = (report: WatchReport) => boolean;

interface OpenTap {
  readonly order: TapOrder;
  readonly sink: TapSink;
  /** What the Workers may not count as taken yet. */
  owed: (() => void)[];
}

export class Taps {
  readonly #workers: () => Iterable<WatchedWorker>;
  readonly #taps = new Map<number, OpenTap>();
  #lookers = 0;
  #lastId = 0;

  /** @param workers - those that there are now. */
  constructor(workers: () => Iterable<WatchedWorker>) {
    this.#workers = workers;
  }

  /** @returns what ends it. */
  open(patterns: readonly string[], rate: number, sink: TapSink): { readonly id: number; close(): void } {
    const id = ++this.#lastId;
    this.#taps.set(id, { order: { id, patterns, rate }, sink, owed: [] });
    this.tellAll();
    const close = (): void => {
      if (this.#taps.delete(id)) this.tellAll();
    };
    return { id, close };
  }

  /** Somebody wants numbers. @returns what ends it. */
  count(): () => void {
    this.#lookers += 1;
    this.tellAll();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#lookers -= 1;
      this.tellAll();
    };
  }

  report(report: WatchReport, worker: WatchedWorker): void {
    const tap = this.#taps.get(report.tap);
    if (tap === undefined) return;
    const taken = (): void => worker.taken(report.tap, report.text.length);
    if (tap.sink(report)) taken();
    else tap.owed.push(taken);
  }

  /** Its client reads again. */
  drained(id: number): void {
    const tap = this.#taps.get(id);
    if (tap === undefined) return;
    const { owed } = tap;
    tap.owed = [];
    for (const taken of owed) taken();
  }

  /** Also those that have come since. */
  tellAll(): void {
    const orders = [...this.#taps.values()].map(({ order }) => order);
    for (const worker of this.#workers()) worker.look(orders, this.#lookers > 0);
  }
}
