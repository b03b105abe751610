/**
 * The supervisor's side of a Worker that may be looked into.
 *
 * @module
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  RECORDS_IN,
  RECORDS_OUT,
  SHARED_BYTES,
  type TapOrder,
  type WatchData,
  WATCHED,
  type WatchOrder,
  type WatchReport,
} from '../watch/watch-data.ts';

/** Stays while its Worker is exchanged. */
export class WatchedWorker {
  readonly #source: string;
  readonly #shared = new SharedArrayBuffer(SHARED_BYTES);
  readonly #words = new Uint32Array(this.#shared);
  readonly #onReport: (report: WatchReport, worker: WatchedWorker) => void;
  #port: MessagePort | undefined;
  #taps: readonly TapOrder[] = [];
  /** Beyond what 32 bits hold. */
  readonly #counted = { in: 0, out: 0 };
  readonly #seen = { in: 0, out: 0 };

  /** @param source - of the watching script. */
  constructor(source: string, onReport: (report: WatchReport, worker: WatchedWorker) => void) {
    this.#source = source;
    this.#onReport = onReport;
  }

  /** For a new Worker; `port` is to be transferred. */
  begin(): WatchData {
    this.end();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (report: WatchReport) => this.#onReport(report, this));
    port1.unref();
    if (this.#taps.length > 0) this.#send({ kind: 'taps', taps: this.#taps });
    return { source: this.#source, port: port2, shared: this.#shared };
  }

  /** The Worker has gone. */
  end(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  /** What is wanted from now on. @param isWatched - also without taps: numbers are wanted. */
  look(taps: readonly TapOrder[], isWatched: boolean): void {
    Atomics.store(this.#words, WATCHED, isWatched || taps.length > 0 ? 1 : 0);
    if (taps.length === 0 && this.#taps.length === 0) return;
    this.#taps = taps;
    this.#send({ kind: 'taps', taps });
  }

  taken(tap: number, length: number): void {
    this.#send({ kind: 'taken', tap, length });
  }

  /** As Fluent Bit would have it end. */
  askToEnd(): void {
    this.#send({ kind: 'end' });
  }

  records(): { in: number; out: number } {
    this.#count('in', RECORDS_IN);
    this.#count('out', RECORDS_OUT);
    return { ...this.#counted };
  }

  #count(way: 'in' | 'out', word: number): void {
    const now = Atomics.load(this.#words, word);
    this.#counted[way] += (now - this.#seen[way]) >>> 0;
    this.#seen[way] = now;
  }

  #send(order: WatchOrder): void {
    this.#port?.postMessage(order);
  }
}
