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
/** Bytes of a frame's payload: the low bits of its first word. */
export const LENGTH_MASK = 0x0fffffff;
/** What a frame holds: these bits of its first word. A log record's are 0. */
export const KIND_MASK = 7 << 28;
/** A log record with a tag of its own: a word with the tag's length, the tag, and the record. */
export const TAGGED = 1 << 28;
/** What cmetrics' decoder reads. */
export const METRICS = 2 << 28;
/** What ctraces' decoder reads. */
export const TRACES = 3 << 28;
/** The kinds without a tag of their own. */
export type UntaggedKind = typeof METRICS | typeof TRACES | 0;
/** In a frame's first word: the rest up to the end of the ring is unused. */
export const SKIP = 1 << 31;

/** Below this position an empty ring is not rewound. Keeps the memory in use small while the host keeps up. */
export const REWIND_WORDS = 65_536;

/** What became of a record that was offered. `'large'`: it will never fit. */
export type Offer = 'accepted' | 'full' | 'paused' | 'large';

/** Producer of a ring. One per ring at a time. */
export class RingProducer {
  /** The ring's data. Between {@link reserve} and {@link commit} the caller writes into it. */
  readonly bytes: Uint8Array;
  /** Offsets into {@link bytes}: where the reserved record goes, and where it has to end at the latest. */
  start = 0;
  end = 0;
  readonly #words: Int32Array;
  readonly #capacity: number;
  readonly #limit: number;
  readonly #wakeHost: () => void;
  /** The last skip: words, and the position behind it. They take room, but they are not queued. */
  #skipped = 0;
  #skippedUntil = 0;
  /** The head, and the index of the frame's first word, when {@link reserve} was called. */
  #reservedHead = 0;
  #reservedIndex = 0;

  /**
   * @param memory - header and data; the data's length is a power of two.
   * @param limit - bytes (frames included) that may wait in the ring; at most half of the data's length, so that the
   * largest frame fits an empty ring wherever the head stands.
   * @param wakeHost - called when a record came into an empty ring: the host may be asleep. @default nothing: it polls
   */
  constructor(memory: ArrayBuffer, limit: number, wakeHost: () => void = () => {}) {
    this.#wakeHost = wakeHost;
    this.#words = new Int32Array(memory);
    this.#capacity = this.#words.length - HEADER_WORDS;
    this.bytes = new Uint8Array(memory, HEADER_WORDS * 4);
    this.#limit = limit >>> 2;
  }

  /**
   * Offers one encoded record. Copies it on `'accepted'`; else nothing has changed.
   *
   * @param tag - UTF-8, of a log record. @default the input's own tag
   * @param kind - without a tag: what the record is. @default a log record
   */
  offer(record: Uint8Array, tag?: Uint8Array, kind: UntaggedKind = 0): Offer {
    const length = tag === undefined ? record.length : 4 + tag.length + record.length;
    const need = 1 + ((length + 3) >>> 2);
    if (need > this.#limit || length > LENGTH_MASK) return 'large';

    const head = Atomics.load(this.#words, HEAD);
    if (head & PAUSED) return 'paused';
    const tail = Atomics.load(this.#words, TAIL);
    const used = (head - tail) & POSITION_MASK;
    const queued = this.#queued(tail, used);

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
    this.#words[HEADER_WORDS + index] = length | (tag === undefined ? kind : TAGGED);
    let at = (index + 1) * 4;
    if (tag !== undefined) {
      this.#words[HEADER_WORDS + index + 1] = tag.length;
      this.bytes.set(tag, at + 4);
      at += 4 + tag.length;
    }
    this.bytes.set(record, at);

    return this.#publish(head, taken) ? 'accepted' : 'paused';
  }

  /**
   * Finds room for one record that is still to be encoded, between {@link start} and {@link end}, and writes its tag.
   * {@link commit} publishes it; without it nothing has happened.
   *
   * @returns false: {@link offer} the encoded record, which also knows how to go round, and why there is no room.
   */
  reserve(tag?: Uint8Array): boolean {
    const head = Atomics.load(this.#words, HEAD);
    const tail = Atomics.load(this.#words, TAIL);
    const used = (head - tail) & POSITION_MASK;
    const index = head & (this.#capacity - 1);
    // An empty ring begins anew there.
    if ((head & PAUSED) !== 0 || (used === 0 && index > REWIND_WORDS)) return false;

    const room = Math.min(this.#limit - this.#queued(tail, used), this.#capacity - Math.max(used, index));
    const start = (index + 1) * 4;
    this.#reservedHead = head;
    this.#reservedIndex = index;
    this.start = start;
    this.end = start + Math.min((room - 1) * 4, LENGTH_MASK);
    if (tag === undefined) return room > 1;
    if (start + 4 + tag.length > this.end) return false;
    this.#words[HEADER_WORDS + index + 1] = tag.length;
    this.bytes.set(tag, start + 4);
    this.start = start + 4 + tag.length;
    return true;
  }

  /**
   * Publishes the record that was written from {@link start} on.
   *
   * @param end - the offset behind it.
   * @param isTagged - whether it was reserved with a tag.
   * @returns false: the host has paused meanwhile, and the record was not taken.
   */
  commit(end: number, isTagged: boolean): boolean {
    const length = end - (this.#reservedIndex + 1) * 4;
    this.#words[HEADER_WORDS + this.#reservedIndex] = length | (isTagged ? TAGGED : 0);
    return this.#publish(this.#reservedHead, 1 + ((length + 3) >>> 2));
  }

  #queued(tail: number, used: number): number {
    const skipIsAhead = ((this.#skippedUntil - tail) & POSITION_MASK) <= used;
    return skipIsAhead ? used - this.#skipped : used;
  }

  #publish(head: number, words: number): boolean {
    // Fails only when the host set PAUSED meanwhile: its drain has seen the old head, so this record was not taken.
    const next = (head + words) & POSITION_MASK;
    if (Atomics.compareExchange(this.#words, HEAD, head, next) !== head) return false;
    // All before this record has been taken, so the host may have gone to sleep. It looks at the head once more before it
    // does: one of the two looks sees the other's change.
    if (Atomics.load(this.#words, TAIL) === head) this.#wakeHost();
    return true;
  }

  /**
   * Asks the host for a `space` event. The caller offers once more afterwards: the host may have made room between
   * the refusal and this call, and then sends nothing.
   */
  awaitSpace(): void {
    Atomics.store(this.#words, WAITING, 1);
  }
}
