/**
 * Code that writes the maps of one shape as JSON: the keys as the bytes that they are there.
 *
 * @module
 */
import { differs, makeFunction, stores } from './generated.ts';
import type { JsonPlace, JsonWriter } from './json-writer.ts';
import { Reader } from './reader.ts';

/** What is made for a shape. */
export interface JsonShape {
  /** Of its entries. */
  readonly size: number;
  readonly keys: ReadonlySet<string>;
  /** From the first key on. False: the keys are others, and what is written is to be taken back. */
  write(json: JsonWriter, depth: number): boolean;
}

/** JavaScript puts them in front of all others. */
const isIndex = (key: string): boolean => /^(0|[1-9]\d*)$/.test(key);

/**
 * @param encoded - the keys, with their heads.
 * @returns `undefined`: these keys are not for the fast way, or Node was told not to make code from text.
 */
export function compileJson(encoded: readonly Uint8Array[], newPlace: () => JsonPlace): JsonShape | undefined {
  const keys = encoded.map((key) => String(new Reader(key).value()));
  if (new Set(keys).size < keys.length || keys.some(isIndex)) return undefined;
  // The writer has to know of what is not ASCII.
  if (!keys.every((key) => /^[\x00-\x7f]*$/.test(key))) return undefined;

  const lines = encoded.flatMap((key, i) => {
    const before = Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(keys[i])}:`);
    return [
      'at = reader.position;',
      // The comparison reads whole words.
      `if (at + ${key.length + 3} > size || ${differs(key)}) return false;`,
      `reader.position = at + ${key.length};`,
      `json.room(${before.length + 3});`,
      '({ at, view } = json);',
      ...stores(before),
      `json.at = at + ${before.length};`,
      'view = reader.view;',
      `json.value(depth, places[${i}]);`,
    ];
  });
  const body = `return function (json, depth) {
    const { reader } = json;
    const { size } = reader;
    let view = reader.view;
    let at = 0;
    ${lines.join('\n    ')}
    json.byte(0x7d);
    return true;
  }`;
  // Of the keys only their bytes are in the code.
  const write = makeFunction<JsonShape['write']>(body, 'places', keys.map(newPlace));
  return write && { size: keys.length, keys: new Set(keys), write };
}
