/**
 * A section's strings to a plugin's typed configuration.
 *
 * @module
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ConfigError, type ConfigIssue, SECRET_VALUE } from '../errors.ts';
import type { ConfReader } from './conf.ts';
import { schemaKeys } from './options.ts';
import { secretKeys, secretsIn, secretsOf } from './secrets.ts';
import { isObject } from './zod.ts';

/** What a plugin may give as its `config`: an object schema of zod, valibot, arktype or any Standard Schema library. */
export type ConfigSchema = StandardSchemaV1;

/** What `fbit.config` is for a schema. */
export type ConfigOutput<Schema extends ConfigSchema> = StandardSchemaV1.InferOutput<Schema>;

/**
 * An object that looks each property up in the section when the library reads it: for libraries that do not tell their
 * keys. Object schemas read the keys that they know, by `in`, `hasOwn` or plain access; a listing gives what was found
 * so far.
 */
const lazySection = (conf: ConfReader): object => {
  const found: Record<string, string> = {};
  const look = (key: string | symbol): string | undefined => {
    const value = typeof key === 'string' ? conf.get(key) : undefined;
    if (value !== undefined) {
      Object.defineProperty(found, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return value;
  };
  return new Proxy(found, {
    get: (target, key) => look(key) ?? (Reflect.get(target, key) as unknown),
    has: (target, key) => look(key) !== undefined || Reflect.has(target, key),
    getOwnPropertyDescriptor: (target, key) => (look(key), Reflect.getOwnPropertyDescriptor(target, key)),
  });
};

const sectionOf = (keys: readonly string[], conf: ConfReader): object => {
  const values = keys.map((key) => [key, conf.get(key)] as const);
  // A key that is missing is left out rather than undefined, so that defaults and optional fields work.
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
};

const issueOf = (issue: StandardSchemaV1.Issue, conf: ConfReader, secrets: readonly string[]): ConfigIssue => {
  const steps = (issue.path ?? []).map((step) => String(isObject(step) ? step.key : step));
  const top = steps[0];
  const value = top === undefined ? undefined : conf.get(top);
  const isHidden = value !== undefined && secrets.includes(top ?? '');
  return { key: steps.join('.'), value: isHidden ? SECRET_VALUE : value, expected: issue.message };
};

/**
 * Reads and checks an instance's section.
 *
 * Every value that the schema sees is a string, unquoted; `z.coerce.number()`, `z.stringbool()` and the parsers of
 * `values.ts` turn them into others. Keys are looked up as written, then in snake_case. Settings of the runtime
 * (`node.*`) are not for the schema.
 *
 * @param section - how the user knows it, for messages: `[INPUT] in-dummy.0`.
 * @param hide - called with the values of secret keys: before anything can go wrong with them, and once more with what
 * the schema has made of them.
 * @returns what the schema makes of it; an asynchronous schema is waited for.
 * @throws {@link ConfigError} that lists each bad value: key, value, what was expected, section.
 */
export async function parseConfig<Schema extends ConfigSchema>(
  schema: Schema,
  conf: ConfReader,
  section: string,
  hide: (values: string[]) => void = () => {},
): Promise<ConfigOutput<Schema>> {
  const secrets = secretKeys(schema);
  hide(secretsOf(secrets, conf));
  const keys = schemaKeys(schema);
  const input = keys ? sectionOf(keys, conf) : lazySection(conf);
  let result: StandardSchemaV1.Result<unknown>;
  try {
    result = await schema['~standard'].validate(input);
  } catch (error) {
    // A transform or check of the schema threw, so which key it was is not known.
    const expected = error instanceof Error ? error.message : String(error);
    throw new ConfigError(section, [{ key: '', value: undefined, expected }], { cause: error });
  }
  if (!result.issues) {
    hide(secretsIn(secrets, result.value));
    return result.value as ConfigOutput<Schema>;
  }
  throw new ConfigError(
    section,
    result.issues.map((issue) => issueOf(issue, conf, secrets)),
  );
}
