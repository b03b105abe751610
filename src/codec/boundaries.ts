/**
 * Where one msgpack value ends and the next begins, without decoding: what lets one bad record cost only itself.
 *
 * @module
 */

/** One value of a stream. */
export interface Span {
  readonly start: number;
  /** After the last byte. */
  readonly end: number;
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x10000 + u16(bytes, at + 2);

// For the bytes 0xc0 to 0xdf: how many bytes of length follow the head, how many bytes of payload besides what the
// length says (an extension's type, a number's bytes), and how many values each counted item stands for (0: the
// length counts bytes; 1: an array; 2: a map).
export const LENGTH_BYTES: readonly (0 | 1 | 2 | 4)[] = [0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4];
export const PAYLOAD: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17, 0, 0, 0, 0, 0, 0, 0];
const VALUES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2];

/**
 * The end of the value that begins at `start`, or -1 when the bytes end before it does.
 *
 * Constant memory and no recursion, however deep the value nests: all that skipping needs is how many values are still
 * to come. The byte 0xc1, which msgpack never uses, counts as a value of one byte: decoding will refuse it, and what
 * follows is not lost.
 */
export function findEnd(bytes: Uint8Array, start: number): number {
  const size = bytes.length;
  let at = start;
  let pending = 1;
  while (pending > 0) {
    // Each value takes a byte at least. So a length that lies ends the search here and not after 4 billion steps.
    if (pending > size - at) return -1;
    const head = bytes[at++] as number;
    pending--;

    if (head < 0x80 || head >= 0xe0) continue;
    if (head < 0x90) pending += 2 * (head & 0x0f);
    else if (head < 0xa0) pending += head & 0x0f;
    else if (head < 0xc0) at += head & 0x1f;
    else {
      const kind = head - 0xc0;
      const lengthBytes = LENGTH_BYTES[kind] as number;
      if (at + lengthBytes > size) return -1;
      let length = 0;
      if (lengthBytes === 1) length = bytes[at] as number;
      else if (lengthBytes === 2) length = u16(bytes, at);
      else if (lengthBytes === 4) length = u32(bytes, at);

      const values = VALUES[kind] as number;
      at += lengthBytes + (PAYLOAD[kind] as number);
      if (values === 0) at += length;
      else pending += values * length;
    }
    if (at > size) return -1;
  }
  return at;
}

/**
 * The values of a stream, one after the other. When the last one is truncated its span ends at the end of the bytes
 * and `truncated` is true.
 */
export function* spans(bytes: Uint8Array): Generator<Span & { truncated: boolean }, void, undefined> {
  for (let start = 0; start < bytes.length;) {
    const end = findEnd(bytes, start);
    if (end < 0) {
      yield { start, end: bytes.length, truncated: true };
      return;
    }
    yield { start, end, truncated: false };
    start = end;
  }
}
