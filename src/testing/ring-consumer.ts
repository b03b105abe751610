/**
 * The consumer's side of an input's queue in JavaScript: what `native/core/ring.cc` does.
 *
 * @module
 */
import type { ChunkType } from '../plugin/chunk.ts';
import {
  HEAD,
  HEADER_WORDS,
  KIND_MASK,
  LENGTH_MASK,
  METRICS,
  PAUSED,
  POSITION_MASK,
  SKIP,
  TAGGED,
  TAIL,
  TRACES,
  WAITING,
} from '../runtime/ring.ts';

/** Memory for a ring that takes `limit` bytes, frames included: twice that, as a power of two of words. */
export function ringMemory(limit: number): ArrayBuffer {
  let words = 1;
  while (words * 4 < 2 * limit) words *= 2;
  return new ArrayBuffer((HEADER_WORDS + words) * 4);
}

/** A record as it was queued. */
export interface QueuedRecord {
  /** Metrics and traces are one reading each. */
  readonly type: ChunkType;
  /** msgpack. */
  readonly bytes: Uint8Array;
  /** Its own; `undefined`: the input's. */
  readonly tag: string | undefined;
}

/** Takes records out of a ring. */
export class RingConsumer {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;

  constructor(memory: ArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#capacity = this.#words.length - HEADER_WORDS;
    this.#bytes = new Uint8Array(memory, HEADER_WORDS * 4);
  }

  /** Copies of what is queued, in order, at most `max` records, and frees their place. */
  take(max = Infinity): QueuedRecord[] {
    const end = Atomics.load(this.#words, HEAD) & POSITION_MASK;
    let at = Atomics.load(this.#words, TAIL);
    const records: QueuedRecord[] = [];
    while (at !== end && records.length < max) {
      const index = at & (this.#capacity - 1);
      const word = this.#words[HEADER_WORDS + index] as number;
      if (word & SKIP) {
        at = (at + this.#capacity - index) & POSITION_MASK;
        continue;
      }
      const length = word & LENGTH_MASK;
      const payload = this.#bytes.slice((index + 1) * 4, (index + 1) * 4 + length);
      const kind = word & KIND_MASK;
      const type = kind === METRICS ? 'metrics' : kind === TRACES ? 'traces' : 'logs';
      const tagEnd = kind === TAGGED ? 4 + (this.#words[HEADER_WORDS + index + 1] as number) : 0;
      const tag = tagEnd > 0 ? new TextDecoder().decode(payload.subarray(4, tagEnd)) : undefined;
      records.push({ type, bytes: payload.subarray(tagEnd), tag });
      at = (at + 1 + ((length + 3) >>> 2)) & POSITION_MASK;
    }
    Atomics.store(this.#words, TAIL, at);
    return records;
  }

  /** Does the producer wait for room? Asking answers it: the caller sends `space` then. */
  takeRequest(): boolean {
    return Atomics.exchange(this.#words, WAITING, 0) !== 0;
  }

  pause(): void {
    Atomics.or(this.#words, HEAD, PAUSED);
  }

  resume(): void {
    Atomics.and(this.#words, HEAD, ~PAUSED);
  }
}
