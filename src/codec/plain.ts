/**
 * Turns what a plugin wrote into values that the msgpack library encodes as we mean it.
 *
 * The library alone would write a `Map` as `{}`, a `Date` as a msgpack timestamp (which Fluent Bit does not know), lone
 * surrogates as invalid UTF-8, and would refuse a `bigint` or, told to take them, turn integers above 2^32 into
 * floats. And its errors do not say where in the record the value is.
 *
 * @module
 */
import { types } from 'node:util';
import { EventTime } from './event-time.ts';
import { isWellFormed, wellFormed } from './text.ts';
import { ExtData, MAX_DEPTH } from './values.ts';

/** Thrown by {@link Plain.map}: where and why. The encoder makes it an error of the table. */
export class Unencodable extends Error {
  /** From the outside in. */
  readonly path: (string | number)[] = [];
}

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** More take longer to look at than any record may, as in `new Array(4_000_000_000)`, which costs its maker nothing. */
const MAX_ITEMS = 2 ** 24;

type PlainMap = { [key: string]: unknown };

/** Maps have no prototype, so that a key `__proto__` is a key. */
const newMap = (): PlainMap => Object.create(null) as PlainMap;

const keyOf = (key: unknown): string => {
  if (typeof key === 'string') return wellFormed(key);
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean' || key === null)
    return String(key);
  throw new Unencodable(`a Map has a key of type ${key === undefined ? 'undefined' : typeof key}`);
};

/** Converts records. Keeps nothing between calls but the two flags. */
export class Plain {
  /**
   * Write integers beyond 32 bits as bigint. The library's two modes exclude each other: either bigint is refused, or
   * numbers beyond 32 bits become floats. So a record that needs a bigint is converted again with this set.
   */
  wide = false;
  /** Set when a bigint beyond 2^53 was found while `wide` was not set. */
  needsWide = false;

  /** Converts a record or metadata. @throws {@link Unencodable} */
  map(input: object): PlainMap {
    return this.#object(input, 1) as PlainMap;
  }

  #value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return wellFormed(value);
      case 'number':
        // A 32-bit integer is one in both modes of the library.
        if (!this.wide || (value >= -0x80000000 && value <= 0xffffffff) || !Number.isSafeInteger(value)) return value;
        return BigInt(value);
      case 'boolean':
      case 'undefined':
        return value;
      case 'bigint':
        return this.#bigint(value);
      case 'object':
        return value === null ? null : this.#object(value, depth);
      default:
        throw new Unencodable(`a ${typeof value} cannot be encoded`);
    }
  }

  #bigint(value: bigint): unknown {
    // A bigint that a number holds exactly is an integer like any other, also in its size on the wire.
    if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return this.#value(Number(value), 0);
    if (value < INT64_MIN || value > UINT64_MAX) throw new Unencodable(`${value}n does not fit 64 bits`);
    this.needsWide ||= !this.wide;
    return this.wide ? value : 0;
  }

  #object(value: object, depth: number): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    // First what nearly every record is made of.
    const isPlain = prototype === Object.prototype || prototype === null || Array.isArray(value);
    if (!isPlain) {
      if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      if (value instanceof EventTime || value instanceof ExtData) return value;
      if (types.isDate(value)) return isoDate(value);
      if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
      if (types.isPromise(value)) throw new Unencodable('a Promise cannot be encoded (is an await missing?)');
      if (types.isBoxedPrimitive(value)) return this.#value(value.valueOf(), depth);
    }
    if (depth > MAX_DEPTH) throw new Unencodable(`nested more than ${MAX_DEPTH} levels deep, or contains itself`);

    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.#value(toJSON.call(value), depth + 1);
    if (Array.isArray(value)) return this.#list(value, depth);
    if (isPlain) return this.#properties(value as PlainMap, depth);
    if (types.isSet(value)) return this.#list([...value], depth);
    return types.isMap(value) ? this.#entries(value, depth) : this.#properties(value as PlainMap, depth);
  }

  /** The same array when all its items may stay as they are. */
  #list(items: readonly unknown[], depth: number): readonly unknown[] {
    if (items.length > MAX_ITEMS) throw new Unencodable(`an array has ${items.length} items, more than ${MAX_ITEMS}`);
    let copy: unknown[] | undefined;
    for (let i = 0; i < items.length; i++) {
      try {
        const item = items[i];
        const plain = this.#value(item, depth + 1);
        if (!Object.is(plain, item)) (copy ??= items.slice())[i] = plain;
      } catch (error) {
        throw within(i, error);
      }
    }
    return copy ?? items;
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>, depth: number): PlainMap {
    const result = newMap();
    for (const [key, value] of entries) {
      const name = keyOf(key);
      try {
        result[name] = this.#value(value, depth + 1);
      } catch (error) {
        throw within(name, error);
      }
    }
    return result;
  }

  /** The same object when all its properties may stay as they are, which saves most of the time this takes. */
  #properties(object: PlainMap, depth: number): PlainMap {
    const keys = Object.keys(object);
    for (const key of keys) {
      let same: boolean;
      try {
        const value = object[key];
        same = Object.is(this.#value(value, depth + 1), value);
      } catch (error) {
        throw within(key, error);
      }
      if (!same || !isWellFormed(key))
        return this.#entries(
          keys.map((name) => [name, object[name]]),
          depth,
        );
    }
    return object;
  }
}

const isoDate = (date: Date): string => {
  if (Number.isNaN(date.getTime())) throw new Unencodable('an invalid Date cannot be encoded');
  return date.toISOString();
};

/** What was thrown, as text: a plugin may throw anything, also what cannot be made text. */
export const thrownText = (error: unknown): string => {
  try {
    return String(error);
  } catch {
    return `a value of type ${typeof error}`;
  }
};

/** Adds a step to the path; a getter or toJSON that threw becomes unencodable too. */
const within = (step: string | number, error: unknown): Unencodable => {
  const failure =
    error instanceof Unencodable ? error : new Unencodable(`reading it threw ${thrownText(error)}`, { cause: error });
  failure.path.unshift(step);
  return failure;
};
