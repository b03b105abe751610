/**
 * What a record may hold, in JavaScript's terms.
 *
 * @module
 */
import { ExtData } from '@msgpack/msgpack';
import type { EventTime } from './event-time.ts';

export { ExtData };

/**
 * A value as {@link decodeEvents} gives it:
 *
 * - integers are `number`, beyond 2^53 `bigint`; floats are `number`, NaN and infinities included;
 * - binary is `Uint8Array` (a copy: it may be kept);
 * - text that is not UTF-8 has U+FFFD in place of each bad sequence, whatever its length;
 * - extension type 0 is {@link EventTime}, every other extension {@link ExtData}; both encode unchanged.
 */
export type Value =
  null | boolean | number | bigint | string | Uint8Array | EventTime | ExtData | Value[] | { [key: string]: Value };

/** A decoded record, metadata or attributes: a plain object. A key `__proto__` is an own property like any other. */
export type DecodedRecord = { [key: string]: Value };

/**
 * Levels of maps and arrays that a record may nest, itself included.
 *
 * Fluent Bit's msgpack-c refuses more than 32 open containers (`MSGPACK_EMBED_STACK_SIZE`; 64 from 4.0) and then
 * loses the rest of the chunk, not just the record. Two of them are the event's own: `[[time, metadata], record]`.
 */
export const MAX_DEPTH = 30;

/** `map[key] = value`, for every key there is. */
export function setKey(map: DecodedRecord, key: string, value: Value): void {
  if (key !== '__proto__') map[key] = value;
  // Plain assignment would set the prototype.
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Has this map no entries? */
export function isEmpty(map: object | undefined): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return false;
  return true;
}
