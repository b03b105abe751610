/**
 * Parts of the code that is made for a shape: bytes written and compared four at a time.
 *
 * @module
 */

const words = (bytes: Uint8Array | readonly number[]): { at: number; word: number; rest: number }[] => {
  const padded = new DataView(new ArrayBuffer(bytes.length + 3));
  bytes.forEach((byte: number, i: number) => padded.setUint8(i, byte));
  const count = Math.ceil(bytes.length / 4);
  return Array.from({ length: count }, (_, i) => ({ at: 4 * i, word: padded.getInt32(4 * i), rest: bytes.length - 4 * i }));
};

/** Statements that store the bytes at `at`. The last one may write up to three more, which what follows overwrites. */
export const stores = (bytes: Uint8Array | readonly number[]): string[] =>
  words(bytes).map(({ at, word }) => `view.setInt32(at + ${at}, ${word});`);

/** An expression that is true when the bytes at `at` are others. It reads up to three more. */
export const differs = (bytes: Uint8Array): string =>
  words(bytes)
    .map(({ at, word, rest }) => {
      const read = `view.getInt32(at + ${at})`;
      return rest >= 4 ? `${read} !== ${word}` : `(${read} & ${-1 << (8 * (4 - rest))}) !== ${word}`;
    })
    .join(' || ');

/** Makes a function of the code. `undefined`: Node was told to make none from text. */
export function makeFunction<T>(body: string, names: string, value: unknown): T | undefined {
  try {
    return (new Function(names, body) as (value: unknown) => T)(value);
  } catch {
    return undefined;
  }
}
