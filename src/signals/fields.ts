/**
 * Typed look-ups in decoded maps, with errors that name the place: what the decoders of metrics and traces share.
 *
 * @module
 */
import type { DecodedRecord, Value } from '../codec/values.ts';

/** Thrown where a value has another shape than Fluent Bit's encoders write. */
export class Misshapen extends Error {}

const isMap = (value: Value | undefined): value is DecodedRecord =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** One decoded map. A nil counts as absent: ctraces writes one for all that is not set. */
export class Fields {
  readonly #map: DecodedRecord;
  readonly #path: string;

  /** @param path - of the map in the chunk, for messages. @throws {@link Misshapen} when it is no map. */
  constructor(value: Value | undefined, path: string) {
    if (!isMap(value)) throw new Misshapen(`${path || 'it'} is not a map`);
    this.#map = value;
    this.#path = path;
  }

  has(key: string): boolean {
    return this.#at(key) !== undefined;
  }

  /** @param fallback - when it is absent. @default an error */
  text(key: string, fallback?: string): string {
    const value = this.#at(key) ?? fallback;
    if (typeof value !== 'string') throw this.#not(key, 'text');
    return value;
  }

  /** A number; integers beyond 2^53 lose digits. */
  number(key: string, fallback?: number): number {
    const value = this.#at(key) ?? fallback;
    if (typeof value !== 'number' && typeof value !== 'bigint') throw this.#not(key, 'a number');
    return Number(value);
  }

  /** An integer, exactly. */
  bigint(key: string, fallback?: bigint): bigint {
    const value = this.#at(key) ?? fallback;
    if (typeof value === 'bigint') return value;
    if (!Number.isSafeInteger(value)) throw this.#not(key, 'an integer');
    return BigInt(value as number);
  }

  /** Plain data. Absent: empty. */
  map(key: string): DecodedRecord {
    const value = this.#at(key) ?? {};
    if (!isMap(value)) throw this.#not(key, 'a map');
    return value;
  }

  /** Another map with fields of its own; `undefined` when absent. */
  fields(key: string): Fields | undefined {
    const value = this.#at(key);
    return value === undefined ? undefined : new Fields(value, this.#join(key));
  }

  /** The items of an array. Absent: none. */
  list(key: string): Value[] {
    const value = this.#at(key) ?? [];
    if (!Array.isArray(value)) throw this.#not(key, 'an array');
    return value;
  }

  /** An array of numbers. */
  numbers(key: string): number[] {
    return this.list(key).map((item) => {
      if (typeof item !== 'number' && typeof item !== 'bigint') throw this.#not(key, 'an array of numbers');
      return Number(item);
    });
  }

  /** An array of texts. */
  texts(key: string): string[] {
    return this.list(key).map((item) => {
      if (typeof item !== 'string') throw this.#not(key, 'an array of texts');
      return item;
    });
  }

  /** An array of integers, exactly. */
  bigints(key: string): bigint[] {
    return this.list(key).map((item) => {
      if (typeof item !== 'bigint' && !Number.isSafeInteger(item)) throw this.#not(key, 'an array of integers');
      return BigInt(item as number | bigint);
    });
  }

  /** An array of maps, each read by `read`. */
  each<T>(key: string, read: (fields: Fields) => T): T[] {
    return this.list(key).map((item, i) => read(new Fields(item, `${this.#join(key)}[${i}]`)));
  }

  #at(key: string): Value | undefined {
    return (Object.hasOwn(this.#map, key) ? this.#map[key] : undefined) ?? undefined;
  }

  #join(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  #not(key: string, expected: string): Misshapen {
    return new Misshapen(`${this.#join(key)} is not ${expected}`);
  }
}
