import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { type ConfigOption, schemaOptions } from '../../../src/config/options.ts';
import { settingOptions } from '../../../src/config/settings.ts';
import { parseDuration, parseSize } from '../../../src/config/values.ts';

/** The one option of a schema with the one field `a`, without its name. */
const option = (schema: StandardSchemaV1): Partial<ConfigOption> => {
  const [{ name, ...rest } = { name: '' }, ...others] = schemaOptions(schema) ?? [];
  expect([name, others]).toEqual(['a', []]);
  return rest;
};

describe('zod', () => {
  test.each<[string, z.ZodType, Partial<ConfigOption>]>([
    ['string', z.string().describe('Text'), { type: 'string', description: 'Text (required)' }],
    ['no description', z.string(), { type: 'string', description: '(required)' }],
    ['optional', z.string().optional(), { type: 'string', description: '' }],
    ['default', z.string().default('x'), { type: 'string', default: 'x', description: '' }],
    ['described before the default', z.string().describe('Text').default('x'), { type: 'string', default: 'x', description: 'Text' }],
    ['described over lines', z.string().optional().describe(' One\n  line '), { type: 'string', description: 'One line' }],
    ['number', z.coerce.number().default(0.5), { type: 'double', default: '0.5', description: '' }],
    ['integer', z.coerce.number().int().min(1).default(100), { type: 'integer', default: '100', description: '' }],
    ['z.int', z.int().optional(), { type: 'integer', description: '' }],
    ['boolean', z.stringbool().default(true), { type: 'boolean', default: 'true', description: '' }],
    ['optional boolean', z.stringbool().optional(), { type: 'boolean', description: '' }],
    ['prefault as written', z.stringbool().prefault('off'), { type: 'boolean', default: 'off', description: '' }],
    ["a boolean's default that Fluent Bit cannot read", z.stringbool().prefault('enabled'), { type: 'string', default: 'enabled', description: '' }],
    ['enum', z.enum(['a', 'b']).default('b').describe('Which'), { type: 'string', default: 'b', description: 'Which (one of a, b)' }],
    ['required enum', z.enum(['a', 'b']), { type: 'string', description: '(required; one of a, b)' }],
    ['default, then transform', z.string().default('10M').transform(parseSize), { type: 'string', default: '10M', description: '' }],
    ['transform, then a default in its unit', z.string().transform(parseDuration).default(90_000), { type: 'string', description: '' }],
    ['transform', z.string().transform(parseSize), { type: 'string', description: '(required)' }],
    ['pipe to a number', z.string().transform(Number).pipe(z.int()), { type: 'integer', description: '(required)' }],
    ['preprocess', z.preprocess((value) => value, z.coerce.number()), { type: 'double', description: '(required)' }],
    ['a default that is no text', z.string().transform((text) => text.split(',')).default(['x']), { type: 'string', description: '' }],
    ['undescribable in JSON', z.date().optional(), { type: 'string', description: '' }],
    ['a default that throws', z.string().default(() => { throw new Error('not here'); }), { type: 'string', description: '' }], // prettier-ignore
  ])('%s', (_, field, expected) => {
    expect(option(z.object({ a: field }))).toEqual({ default: undefined, ...expected });
  });

  test.each<[string, StandardSchemaV1]>([
    ['strict', z.strictObject({ a: z.string().default('x') })],
    ['refined', z.object({ a: z.string().default('x') }).refine(() => true)],
    ['transformed', z.object({ a: z.string().default('x') }).transform((value) => value)],
    ['readonly', z.object({ a: z.string().default('x') }).readonly()],
    ['preprocessed', z.preprocess((value) => value, z.object({ a: z.string().default('x') }))],
    ['joined', z.object({}).and(z.object({ a: z.string().default('x') }))],
  ])('%s object', (_, schema) => {
    expect(option(schema)).toEqual({ type: 'string', default: 'x', description: '' });
  });

  test('both spellings of a key in camelCase', () => {
    expect(schemaOptions(z.object({ apiKey: z.string().describe('The key'), url: z.url() }))).toEqual([
      { name: 'api_key', type: 'string', description: 'The key (required)' },
      { name: 'apiKey', type: 'string', description: 'Another spelling of api_key' },
      { name: 'url', type: 'string', description: '(required)' },
    ]);
    const names = schemaOptions(z.object({ api_key: z.string(), apiKey: z.string() }))?.map(({ name }) => name);
    expect(names).toEqual(['api_key', 'apiKey']);
  });

  test('no keys, and keys that are not told', () => {
    expect(schemaOptions(z.object({}))).toEqual([]);
    expect(schemaOptions(z.looseObject({ a: z.string() }))).toBeUndefined();
    expect(schemaOptions(z.object({ a: z.string() }).catchall(z.string()))).toBeUndefined();
    expect(schemaOptions(z.record(z.string(), z.string()))).toBeUndefined();
    const a = z.object({ a: z.string() });
    expect(schemaOptions(a.and(z.record(z.string(), z.string())))).toBeUndefined();
    expect(schemaOptions(a.and(z.looseObject({})))).toBeUndefined();
    expect(schemaOptions(a.or(z.object({ b: z.string() })))).toBeUndefined();
  });
});

/** What does not describe itself as JSON Schema is read from its wrappers. */
describe('zod 3 and zod/mini', () => {
  test('zod 3', () => {
    const schema = z3.object({
      a: z3.string().describe('Text').default('x'),
      b: z3.coerce.number().int().default(5),
      c: z3.coerce.number().optional(),
      d: z3.enum(['p', 'q']),
      e: z3.string().default('10M').transform(parseSize),
      f: z3.string().pipe(z3.coerce.number()),
      g: z3.boolean().default(false),
      h: z3.string().nullable().catch('x'),
    });
    const expected = [
      ['a', 'string', 'x', 'Text'],
      ['b', 'integer', '5', ''],
      ['c', 'double', undefined, ''],
      ['d', 'string', undefined, '(required; one of p, q)'],
      ['e', 'string', '10M', ''],
      ['f', 'double', undefined, '(required)'],
      ['g', 'boolean', 'false', ''],
      ['h', 'string', undefined, ''],
    ];
    const listed = (from: StandardSchemaV1): unknown =>
      schemaOptions(from)?.map((one) => [one.name, one.type, one.default, one.description]);
    expect(listed(schema)).toEqual(expected);
    expect(listed(schema.strict().refine(() => true))).toEqual(expected);
    expect(schemaOptions(schema.passthrough())).toBeUndefined();
    expect(schemaOptions(schema.catchall(z3.string()))).toBeUndefined();
  });

  test('zod/mini', () => {
    const schema = mini.object({
      a: mini._default(mini.string(), 'x'),
      b: mini.optional(mini.int()),
      c: mini._default(mini.stringbool(), true),
      d: mini._default(mini.pipe(mini.string(), mini.transform((text: string) => parseDuration(text))), 90_000),
      e: mini.enum(['p', 'q']),
      f: mini._default(mini.string(), () => { throw new Error('not here'); }), // prettier-ignore
    });
    expect(schemaOptions(schema)).toEqual([
      { name: 'a', type: 'string', default: 'x', description: '' },
      { name: 'b', type: 'integer', description: '' },
      { name: 'c', type: 'boolean', default: 'true', description: '' },
      { name: 'd', type: 'string', description: '' },
      { name: 'e', type: 'string', description: '(required; one of p, q)' },
      { name: 'f', type: 'string', description: '' },
    ]);
    expect(schemaOptions(mini.looseObject({}))).toBeUndefined();
  });
});

describe('other libraries', () => {
  const other = (input?: object): StandardSchemaV1 => ({
    '~standard': {
      version: 1,
      vendor: 'other',
      validate: (value) => ({ value }),
      ...(input && { jsonSchema: { input: () => input, output: () => ({}) } }),
    },
  });

  test('one that describes itself as JSON Schema', () => {
    const properties = { need: { type: 'string', description: 'Needed' }, rate: { type: 'number', default: 1 } };
    expect(schemaOptions(other({ type: 'object', properties, required: ['need'] }))).toEqual([
      { name: 'need', type: 'string', description: 'Needed (required)' },
      { name: 'rate', type: 'double', default: '1', description: '' },
    ]);
    expect(schemaOptions(other({ type: 'object', properties, additionalProperties: {} }))).toBeUndefined();
    expect(schemaOptions(other({ type: 'object', properties, anyOf: [] }))).toBeUndefined();
    expect(schemaOptions(other({ type: 'object', properties, additionalProperties: false }))).toHaveLength(2);
  });

  test('one that tells nothing', () => {
    expect(schemaOptions(other())).toBeUndefined();
    expect(schemaOptions(other({}))).toBeUndefined();
  });
});

test("the runtime's settings", () => {
  const options = Object.fromEntries(settingOptions().map(({ name, ...rest }) => [name, rest]));
  expect(options['node.flush_timeout']).toMatchObject({ type: 'time', default: '30s' });
  expect(options['node.buffer_limit']).toMatchObject({ type: 'size', default: '16M' });
  expect(options['node.heap_mb']).toMatchObject({ type: 'integer', default: '256' });
  expect(options['node.bundle']).toMatchObject({ type: 'string', default: undefined });
});
