import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { ConfReader } from '../../../src/config/conf.ts';
import { schemaKeys } from '../../../src/config/options.ts';
import { parseConfig } from '../../../src/config/schema.ts';
import { ConfigError } from '../../../src/errors.ts';

const SECTION = '[INPUT] in-dummy.0';
/** Case-insensitive, as Fluent Bit. */
const conf = (section: Record<string, string>): ConfReader => new ConfReader((key) => section[key.toLowerCase()]);
const failure = async (schema: StandardSchemaV1, section: Record<string, string>): Promise<ConfigError> => {
  const error: unknown = await parseConfig(schema, conf(section), SECTION).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ConfigError.is(error)) throw new Error(`not a ConfigError: ${String(error)}`);
  return error;
};

const schema = z.object({
  foo: z.string().default('bar'),
  apiKey: z.string().optional(),
  rate: z.coerce.number().int().positive().default(1),
  verify: z.stringbool().default(true),
});

describe('zod', () => {
  test('defaults, coercion and snake_case', async () => {
    const config = await parseConfig(schema, conf({ api_key: '"k"', rate: '5', verify: 'off' }), SECTION);
    expectTypeOf(config).toEqualTypeOf<{ foo: string; apiKey?: string | undefined; rate: number; verify: boolean }>();
    expect(config).toEqual({ foo: 'bar', apiKey: 'k', rate: 5, verify: false });
    expect(await parseConfig(schema, conf({}), SECTION)).toEqual({ foo: 'bar', rate: 1, verify: true });
  });

  test('each bad value with key, value, expectation and section', async () => {
    const required = schema.extend({ url: z.url(), name: z.string() });
    const error = await failure(required, { rate: 'fast', url: 'nowhere' });
    expect(error.issues.map(({ key, value }) => [key, value])).toEqual([
      ['rate', 'fast'],
      ['url', 'nowhere'],
      ['name', undefined],
    ]);
    expect(error.message).toMatch(
      /^\[INPUT\] in-dummy\.0: rate is "fast": .*number.*; url is "nowhere": .*URL.*; name is missing: .*string/,
    );
  });

  test.each<[string, StandardSchemaV1]>([
    ['strict', z.strictObject({ a: z.string() })],
    ['refined', z.object({ a: z.string() }).refine(() => true)],
    ['transformed', z.object({ a: z.string() }).transform((value) => value)],
    ['piped', z.object({ a: z.string() }).pipe(z.any())],
    ['readonly', z.object({ a: z.string() }).readonly()],
    ['preprocessed', z.preprocess((value) => value, z.object({ a: z.string() }))],
    ['intersection', z.object({ a: z.string() }).and(z.object({ b: z.string().optional() }))],
    ['mini', mini.object({ a: mini.string() })],
    ['undescribable in JSON', z.object({ a: z.string(), d: z.date().optional() }).and(z.object({}))],
  ])('%s', async (_, shape) => {
    expect(await parseConfig(shape, conf({ a: 'x' }), SECTION)).toEqual({ a: 'x' });
    expect((await failure(shape, {})).issues[0]?.key).toBe('a');
  });

  test('asynchronous checks are waited for', async () => {
    const slow = z.object({ a: z.string().refine(async (a) => Promise.resolve(a === 'good'), 'not good') });
    expect(await parseConfig(slow, conf({ a: 'good' }), SECTION)).toEqual({ a: 'good' });
    expect((await failure(slow, { a: 'bad' })).message).toBe('[INPUT] in-dummy.0: a is "bad": not good');
  });

  test('a check of the whole has no key', async () => {
    const error = await failure(
      schema.refine(() => false, 'foo and rate exclude each other'),
      {},
    );
    expect(error.message).toBe('[INPUT] in-dummy.0: foo and rate exclude each other');
  });

  test('a transform that throws', async () => {
    const throwing = z.object({ a: z.string().transform(() => { throw new Error('boom'); }) }); // prettier-ignore
    expect((await failure(throwing, { a: 'x' })).message).toBe('[INPUT] in-dummy.0: boom');
  });

  test('a nested issue shows its path, and the value of the key', async () => {
    const nested = z.object({
      list: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.coerce.number<string>())),
    });
    expect((await failure(nested, { list: '1,x' })).message).toMatch(/list\.1 is "1,x": .*number/);
  });
});

describe('other libraries', () => {
  /** A schema of one required and one optional key that reads its input by `read`. */
  const other = (read: (input: object, key: string) => unknown, jsonSchema?: object): StandardSchemaV1 => ({
    '~standard': {
      version: 1,
      vendor: 'other',
      validate: (input) => {
        const value = { need: read(input as object, 'need'), more: read(input as object, 'more') };
        return value.need === undefined ? { issues: [{ message: 'required', path: [{ key: 'need' }] }] } : { value };
      },
      ...(jsonSchema && { jsonSchema }),
    },
  });

  test.each<[string, (input: object, key: string) => unknown]>([
    ['plain access', (input, key) => (input as Record<string, unknown>)[key]],
    ['in', (input, key) => (key in input ? Reflect.get(input, key) : undefined) as unknown],
    ['hasOwn', (input, key) => (Object.hasOwn(input, key) ? Reflect.get(input, key) : undefined) as unknown],
    ['descriptor', (input, key) => Object.getOwnPropertyDescriptor(input, key)?.value as unknown],
    ['spread after a look', (input, key) => (void (key in input), { ...input } as Record<string, unknown>)[key]],
  ])('keys are found by %s', async (_, read) => {
    expect(schemaKeys(other(read))).toBeUndefined();
    expect(await parseConfig(other(read), conf({ need: '"n"' }), SECTION)).toEqual({ need: 'n', more: undefined });
    const error = await failure(other(read), { more: 'm' });
    expect(error.message).toBe('[INPUT] in-dummy.0: need is missing: required');
  });

  test('keys from a Standard JSON Schema', async () => {
    const read = (input: object, key: string): unknown => Object.entries(input).find(([name]) => name === key)?.[1];
    const described = other(read, { input: () => ({ type: 'object', properties: { need: {}, more: {} } }) });
    expect(schemaKeys(described)).toEqual(['need', 'more']);
    expect(await parseConfig(described, conf({ need: 'n', more: 'm' }), SECTION)).toEqual({ need: 'n', more: 'm' });
  });

  test('a key __proto__ does nothing bad', async () => {
    const odd = other((input) => Reflect.get(input, '__proto__') as unknown);
    await parseConfig(odd, new ConfReader(() => 'x'), SECTION);
    expect(({} as { x?: 1 }).x).toBeUndefined();
  });
});
