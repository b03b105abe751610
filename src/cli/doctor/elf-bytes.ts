/**
 * Numbers and texts out of a file that is not trusted.
 *
 * @module
 */

/** What is beyond the end reads as 0, and as the empty text. */
export class ElfBytes {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  has(at: number, size: number): boolean {
    return Number.isSafeInteger(at) && at >= 0 && at + size <= this.size;
  }

  u8(at: number): number {
    return this.has(at, 1) ? this.#bytes.readUInt8(at) : 0;
  }

  u16(at: number): number {
    return this.has(at, 2) ? this.#bytes.readUInt16LE(at) : 0;
  }

  u32(at: number): number {
    return this.has(at, 4) ? this.#bytes.readUInt32LE(at) : 0;
  }

  /** As a number: one beyond 2^53 loses its last digits, and is beyond any file's end either way. */
  u64(at: number): number {
    return this.has(at, 8) ? Number(this.#bytes.readBigUInt64LE(at)) : 0;
  }

  /** Up to its zero byte; empty where that is not within `most` bytes. */
  text(at: number, most: number): string {
    if (!this.has(at, 1)) return '';
    // Of a part: a file without zeros must not be read to its end for each of its names.
    const part = this.#bytes.subarray(at, at + most);
    const end = part.indexOf(0);
    return end === -1 ? '' : part.toString('latin1', 0, end);
  }

  /** The places of `count` rows of `size` bytes, as far as they are within the file. */
  rows(start: number, size: number, count: number): number[] {
    if (!this.has(start, size)) return [];
    const fitting = Math.floor((this.size - start) / size);
    return Array.from({ length: Math.min(count, fitting) }, (_, row) => start + row * size);
  }
}
