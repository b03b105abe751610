/**
 * Code for the objects of one shape: those with the same keys in the same order, as the records of a source have them.
 *
 * The keys, and all that is between the values, are then known bytes, written four at a time, and each value is read by
 * an access that V8 has in its inline cache. As msgpackr and fast-json-stringify do.
 *
 * @module
 */
import { makeFunction, stores } from './generated.ts';
import type { WritePlace, Writer } from './writer.ts';

/** Writes an object that has the keys of the shape: the position behind it, or `GIVEN_UP`, or `HAS_UNDEFINED`. */
export type WriteProperties = (writer: Writer, at: number, object: Record<string, unknown>, depth: number) => number;

const MAX_KEY_BYTES = 255;

/** Room for a scalar behind a key, and for the stores that are wider than what is left: `writer.ts`. */
const ROOM = 16;

/** Does the object have these keys, in this order, and no other? */
export function hasKeys(object: object, keys: readonly string[]): boolean {
  let i = 0;
  // Also those that it inherits, which makes it another shape.
  for (const key in object) if (keys[i++] !== key) return false;
  return i === keys.length;
}

/** `undefined`: these keys are not for the fast way, or Node was told not to make code from text. */
export function compileWrite(keys: readonly string[], newPlace: () => WritePlace): WriteProperties | undefined {
  const encoded = keys.map((key) => new TextEncoder().encode(key));
  // A key that is no proper text is more than its bytes; toJSON is no key.
  if (keys.some((key) => /\p{Surrogate}/u.test(key) || key === 'toJSON')) return undefined;
  if (encoded.some((key) => key.length > MAX_KEY_BYTES)) return undefined;

  const lines = encoded.flatMap((key, i) => {
    const before = [...(i === 0 ? mapHeader(keys.length) : []), ...textHeader(key.length), ...key];
    return [
      `if (at + ${before.length + ROOM} > end) return -1;`,
      ...stores(before),
      `at += ${before.length};`,
      `v = object[${JSON.stringify(keys[i])}];`,
      'if (typeof v === "string") at = writer.text(at, v);',
      'else if (typeof v === "number") at = writer.number(at, v);',
      'else if (v === undefined) return -2;',
      `else at = writer.value(at, v, depth + 1, places[${i}]);`,
      'if (at < 0) return -1;',
    ];
  });
  const body = `return function (writer, at, object, depth) {
    if (object.toJSON !== undefined) return -1;
    const { view, end } = writer;
    let v;
    ${lines.join('\n    ')}
    return at;
  }`;
  // Of the keys only their bytes, and their text as JSON.stringify quotes it, are in the code.
  return makeFunction(body, 'places', keys.map(newPlace));
}

const mapHeader = (size: number): number[] => (size < 0x10 ? [0x80 | size] : [0xde, size >> 8, size & 0xff]);
const textHeader = (size: number): number[] => (size < 0x20 ? [0xa0 | size] : [0xd9, size]);
