/**
 * The producer's side of an input's queue: a single-producer, single-consumer ring of records in memory that
 * native code owns (`native/core/ring.h` is the consumer's side and describes the layout).
 *
 * Records are written straight into that memory and published with one atomic operation, so a `write()` crosses
 * no language boundary, and a record is accepted at exactly one moment: when the head moves. From then on it
 * survives whatever happens to the Worker.
 *
 * @module
 */

/** Word offsets of the header; one cache line each, so that the two sides do not share lines. */
export const HEAD = 0;
export const TAIL = 16;
export const WAITING = 32;
/** Words before the data. */
export const HEADER_WORDS = 48;

/** Set in the head by the host on Pause: from then on nothing is accepted. */
export const PAUSED = 1 << 31;
/** Positions count 4-byte words, modulo 2^30. */
export const POSITION_MASK = 0x3fffffff;
/** In a frame's length word: the rest up to the end of the ring is unused. */
export const SKIP = 1 << 31;

/** Below this position an empty ring is not rewound. Keeps the memory in use small while the host keeps up. */
const REWIND_WORDS = 65_536;

/** What became of a record that was offered. `'large'`: it will never fit. */
export type Offer = 'accepted' | 'full' | 'paused' | 'large';

/** Producer of a ring. One per ring at a time. */
export class RingProducer {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;
  readonly #limit: number;
  /** The last skip: words, and the position behind it. They take room, but they are not queued. */
  #skipped = 0;
  #skippedUntil = 0;

  /**
   * @param memory - header and data; the data's length is a power of two.
   * @param limit - bytes (frames included) that may wait in the ring; at most half of the data's length, so that the
   * largest frame fits an empty ring wherever the head stands.
   */
  constructor(memory: ArrayBuffer, limit: number) {
    this.#words = new Int32Array(memory);
    this.#capacity = this.#words.length - HEADER_WORDS;
    this.#bytes = new Uint8Array(memory, HEADER_WORDS * 4);
    this.#limit = limit >>> 2;
  }

  /** Offers one encoded record. Copies it on `'accepted'`; else nothing has changed. */
  offer(record: Uint8Array): Offer {
    const need = 1 + ((record.length + 3) >>> 2);
    if (need > this.#limit) return 'large';

    const head = Atomics.load(this.#words, HEAD);
    if (head & PAUSED) return 'paused';
    const tail = Atomics.load(this.#words, TAIL);
    const used = (head - tail) & POSITION_MASK;
    const skipIsAhead = ((this.#skippedUntil - tail) & POSITION_MASK) <= used;
    const queued = skipIsAhead ? used - this.#skipped : used;

    let index = head & (this.#capacity - 1);
    const toEnd = this.#capacity - index;
    // Rewinding must not write over the skip word that it leaves at `index`.
    const rewinds = used === 0 && index > REWIND_WORDS && need <= index;
    const wraps = toEnd < need || rewinds;
    const taken = wraps ? toEnd + need : need;
    if (queued + need > this.#limit || used + taken > this.#capacity) return 'full';

    if (wraps) {
      this.#words[HEADER_WORDS + index] = SKIP;
      this.#skipped = toEnd;
      this.#skippedUntil = (head + toEnd) & POSITION_MASK;
      index = 0;
    }
    this.#words[HEADER_WORDS + index] = record.length;
    this.#bytes.set(record, (index + 1) * 4);

    // Fails only when the host set PAUSED meanwhile: its drain has seen the old head, so this record was not taken.
    const next = (head + taken) & POSITION_MASK;
    return Atomics.compareExchange(this.#words, HEAD, head, next) === head ? 'accepted' : 'paused';
  }

  /**
   * Asks the host for a `space` event. The caller offers once more afterwards: the host may have made room between
   * the refusal and this call, and then sends nothing.
   */
  awaitSpace(): void {
    Atomics.store(this.#words, WAITING, 1);
  }
}
