/**
 * One tap in a Worker: which events it wants, and how many it may have.
 *
 * @module
 */
import { globToRegExp, matchesAny } from '../../control/glob.ts';
import type { TapOrder, WatchReport } from './watch-data.ts';

/** Letters that may be on their way to the client. Beyond, events are left out. */
const MOST_UNTAKEN = 1 << 18;
/** Letters of a report. */
const REPORT = 1 << 14;

/** Never waits: what cannot be sent now is counted. */
export class Tap {
  readonly #order: TapOrder;
  readonly #patterns: readonly RegExp[];
  readonly #post: (report: WatchReport) => void;
  /** How many may be sent now: grows with time up to those of a second. */
  #allowed: number;
  #allowedAt = performance.now();
  #untaken = 0;
  #texts: string[] = [];
  #length = 0;
  #dropped = 0;

  constructor(order: TapOrder, post: (report: WatchReport) => void) {
    this.#order = order;
    this.#patterns = order.patterns.map(globToRegExp);
    this.#allowed = order.rate;
    this.#post = post;
  }

  wants(instance: string, tag = instance): boolean {
    return matchesAny(this.#patterns, instance, tag);
  }

  /** May another event be sent? If not, it is counted. */
  admits(): boolean {
    const now = performance.now();
    const { rate } = this.#order;
    this.#allowed = Math.min(rate, this.#allowed + ((now - this.#allowedAt) / 1000) * rate);
    this.#allowedAt = now;
    if (this.#allowed < 1 || this.#untaken + this.#length > MOST_UNTAKEN) {
      this.#dropped += 1;
      return false;
    }
    this.#allowed -= 1;
    return true;
  }

  drop(count: number): void {
    this.#dropped += count;
  }

  /** Of an event that was admitted. */
  send(json: string): void {
    this.#texts.push(json);
    this.#length += json.length;
    if (this.#length > REPORT) this.flush();
  }

  /** Sends what there is. */
  flush(): void {
    if (this.#texts.length === 0 && this.#dropped === 0) return;
    const text = this.#texts.join('\n');
    this.#post({ tap: this.#order.id, text, dropped: this.#dropped });
    this.#untaken += text.length;
    this.#texts = [];
    this.#length = 0;
    this.#dropped = 0;
  }

  taken(length: number): void {
    this.#untaken -= length;
  }
}
