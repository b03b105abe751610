/**
 * Decoded values as JSON text.
 *
 * @module
 */
import { EventTime } from './event-time.ts';
import { ExtData, type Value } from './values.ts';

const hex = (data: ExtData['data']): string =>
  data instanceof Uint8Array ? Array.from(data, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('') : '';

/**
 * JSON of a decoded value, as Fluent Bit's own JSON output writes it (`msgpack2json` in `src/flb_pack.c`) where that is
 * valid JSON: binary is text (bytes that are not UTF-8 become U+FFFD), an extension is its bytes as `\x0a`, integers
 * are printed exactly, also those that are `bigint`. NaN and infinities are null. An {@link EventTime} is its ISO
 * string. A float without a fraction is printed as an integer: JavaScript does not keep the difference.
 */
export function jsonText(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'object':
      break;
    default:
      // Text, booleans and numbers; NaN and infinities come out as null.
      return JSON.stringify(value) ?? 'null';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString());
  if (value instanceof EventTime) return JSON.stringify(value.toString());
  if (value instanceof ExtData) return JSON.stringify(hex(value.data));
  const members = Object.keys(value).map((key) => `${JSON.stringify(key)}:${jsonText(value[key] as Value)}`);
  return `{${members.join(',')}}`;
}
