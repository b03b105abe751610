/**
 * Settings whose values nobody is to see: which keys they are, and what is to be taken out of log, errors and metrics.
 *
 * @module
 */
import { inspect } from 'node:util';
import type { ConfReader } from './conf.ts';
import type { ConfigSchema } from './schema.ts';
import { jsonSchema } from './json-schema.ts';
import { isObject, zodField, zodObject } from './zod.ts';
import { markSecret } from './secret-mark.ts';

/**
 * Marks a field of a schema as secret: the runtime takes its value out of the instance's log, errors and metrics.
 *
 * In zod 4 the same as `.meta({ secret: true })`. With zod 3 and zod/mini put it around the field as it is in the end,
 * for what comes after it may be a copy. Other libraries say it in their JSON Schema: `secret` or `writeOnly` is true.
 *
 * @example `z.object({ apiKey: secret(z.string().min(8)) })`
 */
export function secret<Schema extends ConfigSchema>(schema: Schema): Schema {
  const { meta } = schema as { meta?: unknown };
  if (typeof meta !== 'function') return markSecret(schema);
  return meta.call(schema, { ...(meta.call(schema) as object | undefined), secret: true }) as Schema;
}

/** The keys that a schema marks as secret. */
export function secretKeys(schema: ConfigSchema): string[] {
  const described = Object.entries(jsonSchema(schema, 'input')?.properties ?? {});
  const fields = Object.entries(zodObject(schema)?.fields ?? {});
  const keys = [
    ...described.filter(([, field]) => field.secret === true || field.writeOnly === true),
    ...fields.filter(([, field]) => zodField(field).secret === true),
  ].map(([key]) => key);
  return [...new Set(keys)];
}

/** What a section has for secret keys: as it stands there, and unquoted. */
export const secretsOf = (keys: readonly string[], conf: ConfReader): string[] =>
  keys.flatMap((key) => [conf.get(key), conf.raw(key)]).filter((value) => value !== undefined);

/** What a schema has made of secret keys: every text in it. */
export function secretsIn(keys: readonly string[], config: unknown): string[] {
  const values = isObject(config) ? keys.map((key) => (config as Record<string, unknown>)[key]) : [];
  return values.flatMap((value) => textsIn(value, 4));
}

const textsIn = (value: unknown, depth: number): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (!isObject(value) || depth === 0) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth - 1));
};

/** Shorter lines of a value say little, and stand in many texts. */
const SHORTEST_LINE = 8;

/** A value in every spelling that a log is likely to have: itself, in JSON, printed by Node, in a URL, line by line. */
export function spellings(value: string): string[] {
  const all = [value, value.trim(), JSON.stringify(value).slice(1, -1), inspect(value).slice(1, -1), ...inUrls(value)];
  const lines = value.split(/\r?\n/);
  if (lines.length > 1) all.push(...lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST_LINE));
  return [...new Set(all)].filter((text) => text !== '');
}

function inUrls(value: string): string[] {
  try {
    const url = new URL('http://host');
    url.password = value;
    const query = new URLSearchParams([['', value]]).toString().slice(1);
    return [url.password, encodeURI(value), encodeURIComponent(value), query];
  } catch {
    return []; // Half of a surrogate pair: no URL can have it.
  }
}
