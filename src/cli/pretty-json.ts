/**
 * JSON for reading.
 *
 * @module
 */
import { jsonText } from '../codec/json-text.ts';
import type { Value } from '../codec/values.ts';
import type { Colors } from './terminal.ts';

const isList = (value: Value): value is Value[] => Array.isArray(value);
const isMap = (value: Value): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A value over several lines, two spaces a level, as {@link jsonText} writes its parts. */
export function prettyJson(value: Value, colors: Colors, indent = ''): string {
  const inner = `${indent}  `;
  const block = (open: string, lines: readonly string[], close: string): string =>
    lines.length === 0 ? open + close : `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
  if (isList(value)) return block('[', value.map((item) => prettyJson(item, colors, inner)), ']');
  if (!isMap(value)) return typeof value === 'string' ? colors.green(jsonText(value)) : jsonText(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${colors.cyan(JSON.stringify(key))}: ${prettyJson(item, colors, inner)}`,
  );
  return block('{', members, '}');
}
