/**
 * Code that reads the maps of one shape: those with the same keys, encoded alike, in the same order.
 *
 * A key is then compared, four bytes at a time, and not decoded; and the object is made by a literal, of which V8 knows
 * the layout. As msgpackr does for its own records.
 *
 * @module
 */
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
    `if (${comparisons(key).join(' || ')}) return undefined;`,
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
  try {
    // Of the keys only their bytes, and their text as JSON.stringify quotes it, are in the code.
    const read = (new Function('places', body) as (places: ReadPlace[]) => ReadShape['read'])(keys.map(newPlace));
    return { size: keys.length, read };
  } catch {
    return undefined;
  }
}

/** Whether the bytes at `at` differ, four at a time; of the last four only those that belong to the key count. */
function comparisons(key: Uint8Array): string[] {
  const padded = new DataView(new ArrayBuffer(key.length + 3));
  key.forEach((byte, i) => padded.setUint8(i, byte));
  const words: string[] = [];
  for (let i = 0; i < key.length; i += 4) {
    const word = `view.getInt32(at + ${i})`;
    const rest = key.length - i;
    const value = padded.getInt32(i);
    words.push(rest >= 4 ? `${word} !== ${value}` : `(${word} & ${-1 << (8 * (4 - rest))}) !== ${value}`);
  }
  return words;
}
