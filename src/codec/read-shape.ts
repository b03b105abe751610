/**
 * Code that reads the maps of one shape: those with the same keys, encoded alike, in the same order.
 *
 * A key is then compared, four bytes at a time, and not decoded; and the object is made by a literal, of which V8 knows
 * the layout. As msgpackr does for its own records.
 *
 * @module
 */
import { differs, makeFunction } from './generated.ts';
import type { Reader, ReadPlace } from './reader.ts';
import type { DecodedRecord } from './values.ts';

/** What is made for a shape. */
export interface ReadShape {
  /** Of its entries. */
  readonly size: number;
  /** From the first key on. `undefined`: the keys are others; where the reader stands then is undefined. */
  read(reader: Reader, depth: number): DecodedRecord | undefined;
}

const isText = (head = 0): boolean => (head >= 0xa0 && head <= 0xbf) || head === 0xd9;

/**
 * @param keys - as they are decoded.
 * @param encoded - with their heads.
 * @returns `undefined`: these keys are not for the fast way, or Node was told not to make code from text.
 */
export function compileRead(
  keys: readonly string[],
  encoded: readonly Uint8Array[],
  newPlace: () => ReadPlace,
): ReadShape | undefined {
  // In a literal __proto__ would be no key. Of a key that comes twice the last value counts, and the first place.
  if (keys.includes('__proto__') || new Set(keys).size < keys.length) return undefined;
  if (!encoded.every(([head]) => isText(head))) return undefined;

  const lines = encoded.flatMap((key, i) => [
    `at = reader.position;`,
    // The comparison reads whole words.
    `if (at + ${key.length + 3} > size) return undefined;`,
    `if (${differs(key)}) return undefined;`,
    `reader.position = at + ${key.length};`,
    `const v${i} = reader.value(depth, places[${i}]);`,
  ]);
  const members = keys.map((key, i) => `${JSON.stringify(key)}: v${i}`);
  const body = `return function (reader, depth) {
    const { view, size } = reader;
    let at = 0;
    ${lines.join('\n    ')}
    return { ${members.join(', ')} };
  }`;
  // Of the keys only their bytes, and their text as JSON.stringify quotes it, are in the code.
  const read = makeFunction<ReadShape['read']>(body, 'places', keys.map(newPlace));
  return read && { size: keys.length, read };
}
