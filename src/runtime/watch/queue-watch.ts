/**
 * What an input has written, while a tap wants it.
 *
 * @module
 */
import { clearTimeout, setImmediate as nextTurn, setTimeout as delay } from 'node:timers';
import { decodeEvents } from '../../codec/decoder.ts';
import { METRICS } from '../ring.ts';
import { type EventJson, LONGEST_EVENT } from './event-json.ts';
import { type Frame, RingReader } from './ring-reader.ts';
import type { Tap } from './tap.ts';

/** Between two looks at a queue in which nothing happens. */
const LOOK_MS = 20;

/**
 * Looks at the queue in each turn of the event loop in which something was written, and now and then. The channel lets the
 * loop turn long before it has written over what came in a turn.
 */
export class QueueWatch {
  readonly #ring: RingReader;
  readonly #head: string;
  readonly #json: EventJson;
  readonly #tapsFor: (tag: string | undefined) => readonly Tap[];
  #looking = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param tapsFor - those that want events of a tag; `undefined`: the input's own, which Fluent Bit does not tell. */
  constructor(memory: ArrayBuffer, head: string, json: EventJson, tapsFor: (tag: string | undefined) => readonly Tap[]) {
    this.#ring = new RingReader(memory);
    this.#head = head;
    this.#json = json;
    this.#tapsFor = tapsFor;
  }

  start(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#ring.skip();
    this.#look();
  }

  stop(): void {
    this.#looking = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Something was written into the empty queue, in this turn or the one before. */
  wake(): void {
    if (!this.#looking || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#look();
  }

  /** Now: before what was written can be overwritten, or before the Worker ends. */
  look(): void {
    if (this.#looking) this.#read();
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.#looking) return;
    if (this.#read()) nextTurn(() => this.#look()).unref();
    else this.#timer = delay(() => this.#look(), LOOK_MS).unref();
  }

  #read(): boolean {
    let found = false;
    const missed = this.#ring.read((frame) => {
      found = true;
      this.#show(frame);
    });
    // Which tags they had, nobody knows any more.
    const all = found || missed > 0 ? this.#tapsFor(undefined) : [];
    for (const tap of all) if (missed > 0) tap.drop(missed);
    return found;
  }

  #show({ kind, tag, bytes }: Frame): void {
    const taps = this.#tapsFor(tag).filter((tap) => tap.admits());
    const members = taps.length > 0 ? this.#members(kind, tag, bytes) : undefined;
    if (members === undefined) return;
    for (const tap of taps) {
      if (members.length > LONGEST_EVENT) tap.drop(1);
      else tap.send(`${this.#head},"direction":"written",${members}}`);
    }
  }

  #members(kind: number, tag: string | undefined, bytes: Uint8Array): string | undefined {
    if (kind !== 0) return this.#json.membersOfSignal(tag, kind === METRICS ? 'metrics' : 'traces', bytes.length);
    const [event] = decodeEvents(bytes);
    return event && this.#json.membersOf(tag, event);
  }
}
