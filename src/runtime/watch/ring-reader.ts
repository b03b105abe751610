/**
 * Reads along in an input's queue. Neither the producer nor the consumer knows of it, so a tap costs an input nothing on
 * its way.
 *
 * @module
 */
import { HEAD, HEADER_WORDS, KIND_MASK, LENGTH_MASK, POSITION_MASK, REWIND_WORDS, SKIP, TAGGED, TAIL } from '../ring.ts';

/** A record in the queue, to be used before the event loop turns: the producer is on the same thread. */
export interface Frame {
  readonly kind: number;
  /** `undefined`: the input's own. */
  readonly tag: string | undefined;
  readonly bytes: Uint8Array;
}

export class RingReader {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;
  #position: number;

  constructor(memory: ArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory, HEADER_WORDS * 4);
    this.#capacity = this.#words.length - HEADER_WORDS;
    this.#position = this.#head();
  }

  /** Forgets what came until now. */
  skip(): void {
    this.#position = this.#head();
  }

  /**
   * Hands over what came since the last time, in order.
   *
   * @returns how many records about, at least, were written over before they were seen.
   */
  read(onFrame: (frame: Frame) => void): number {
    const head = this.#head();
    const behind = (head - this.#position) & POSITION_MASK;
    let missed = 0;
    if (behind > this.#capacity) {
      // Where the consumer is, a frame begins, and nothing from there on has been written over.
      this.#position = Atomics.load(this.#words, TAIL) & POSITION_MASK;
      missed = behind - ((head - this.#position) & POSITION_MASK);
    }
    let count = 0;
    const from = this.#position;
    while (this.#position !== head) {
      if (this.#next(onFrame)) count += 1;
    }
    if (missed === 0) return 0;
    // Round the ring once are so many words, but an empty ring begins anew much earlier: then most of it was not used.
    const words = (missed / this.#capacity) * Math.min(this.#capacity, REWIND_WORDS);
    const each = count === 0 ? words : ((head - from) & POSITION_MASK) / count;
    return Math.max(1, Math.round(words / each));
  }

  #next(onFrame: (frame: Frame) => void): boolean {
    const index = this.#position & (this.#capacity - 1);
    const first = this.#words[HEADER_WORDS + index] as number;
    if ((first & SKIP) !== 0) {
      this.#position = (this.#position + this.#capacity - index) & POSITION_MASK;
      return false;
    }
    const length = first & LENGTH_MASK;
    const start = (index + 1) * 4;
    this.#position = (this.#position + 1 + ((length + 3) >>> 2)) & POSITION_MASK;
    if ((first & KIND_MASK) !== TAGGED) {
      onFrame({ kind: first & KIND_MASK, tag: undefined, bytes: this.#bytes.subarray(start, start + length) });
      return true;
    }
    const tagEnd = start + 4 + (this.#words[HEADER_WORDS + index + 1] as number);
    const tag = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start + 4, tagEnd - start - 4).toString();
    onFrame({ kind: 0, tag, bytes: this.#bytes.subarray(tagEnd, start + length) });
    return true;
  }

  #head(): number {
    return Atomics.load(this.#words, HEAD) & POSITION_MASK;
  }
}
