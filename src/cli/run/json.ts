/**
 * JSON with integers of 64 bits.
 *
 * @module
 */

/** A text, an integer that a double may not hold, or neither: the longest of them first. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const LONG = /^-?[1-9]\d{15,19}$/;

/** What fits msgpack's integers. */
const isInteger64 = (value: bigint): boolean => value >= -(2n ** 63n) && value < 2n ** 64n;

/**
 * `JSON.parse`, but that integers beyond 2^53 become `bigint`. (`JSON.parse` itself tells the text of a number from
 * Node 21 on.)
 *
 * @throws `SyntaxError`
 */
export function parseJson(text: string): unknown {
  const found: bigint[] = [];
  // A mark that the text does not have: else its own string would be taken for a number.
  let mark = '\u0001';
  while (text.includes(JSON.stringify(mark).slice(1, -1))) mark += '\u0001';
  const marked = text.replace(TOKEN, (token) => {
    if (!LONG.test(token) || Number.isSafeInteger(Number(token)) || !isInteger64(BigInt(token))) return token;
    return JSON.stringify(`${mark}${found.push(BigInt(token)) - 1}`);
  });
  if (found.length === 0) return JSON.parse(text);
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? found[Number(value.slice(mark.length))] : value,
  );
}
