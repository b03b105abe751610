/**
 * How many records a chunk holds, without decoding them.
 *
 * @module
 */
import { findEnd } from '../../codec/boundaries.ts';

/** `[[EventTime, ...` with a time of the last two seconds that there are: the start or the end of a group. */
const isGroupMarker = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x92 &&
  bytes[at + 1] === 0x92 &&
  bytes[at + 2] === 0xd7 &&
  bytes[at + 4] === 0xff &&
  bytes[at + 5] === 0xff &&
  bytes[at + 6] === 0xff &&
  (bytes[at + 7] as number) >= 0xfe;

/** Of metrics and traces: how many readings. What is cut off at the end counts nothing. */
export function countRecords(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = findEnd(bytes, at);
    if (end < 0) break;
    if (!isGroupMarker(bytes, at)) count += 1;
    at = end;
  }
  return count;
}
