import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { ConfReader } from '../../../src/config/conf.ts';
import { schemaOptions } from '../../../src/config/options.ts';
import { parseConfig } from '../../../src/config/schema.ts';
import { secret, secretKeys, spellings } from '../../../src/config/secrets.ts';
import { ConfigError } from '../../../src/errors.ts';

describe('secretKeys', () => {
  test.each<[string, StandardSchemaV1]>([
    ['zod', z.object({ a: secret(z.string()), b: z.string() })],
    ['zod, by its own metadata', z.object({ a: z.string().meta({ secret: true }), b: z.string() })],
    ['zod, wrapped', z.object({ a: secret(z.string()).min(3).optional().describe('Key').default('x'), b: z.string() })],
    ['zod, before a transform', z.object({ a: secret(z.string()).transform((it) => it.length), b: z.string() })],
    ['zod, at the end of a pipe', z.object({ a: z.string().pipe(secret(z.string())), b: z.string() })],
    ['zod, an object that is wrapped', z.object({ a: secret(z.string()), b: z.string() }).strict().readonly()],
    ['zod, with other metadata', z.object({ a: secret(z.string().meta({ title: 'A' })), b: z.string().meta({ title: 'B' }) })],
    ['zod 3', z3.object({ a: secret(z3.string().default('x')), b: z3.string() })],
    ['zod/mini', mini.object({ a: secret(mini.optional(mini.string())), b: mini.string() })],
  ])('%s', (_, schema) => expect(secretKeys(schema)).toEqual(['a']));

  test('of a JSON Schema', () => {
    const properties = { a: { type: 'string', writeOnly: true }, b: { type: 'string', writeOnly: false }, c: { secret: true } };
    const described = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }), jsonSchema: { input: () => ({ properties }) } } };
    expect(secretKeys(described as never)).toEqual(['a', 'c']);
  });

  test('none where nothing is marked', () => expect(secretKeys(z.object({ password: z.string() }))).toEqual([]));
});

test('a secret option is listed as one, without its default', () => {
  const schema = z.object({ apiKey: secret(z.string()).default('hunter22').describe('Sent'), b: secret(z.string()).optional() });
  expect(schemaOptions(schema)).toEqual([
    { name: 'api_key', type: 'string', description: 'Sent (secret)' },
    { name: 'apiKey', type: 'string', description: 'Another spelling of api_key' },
    { name: 'b', type: 'string', description: '(secret)' },
  ]);
});

describe('parseConfig', () => {
  const parse = async (schema: StandardSchemaV1, section: Record<string, string>): Promise<{ hidden: string[]; error: unknown }> => {
    const hidden: string[] = [];
    const conf = new ConfReader((key) => section[key]);
    const error: unknown = await parseConfig(schema, conf, '[INPUT] x', (values) => hidden.push(...values)).catch((it: unknown) => it);
    return { hidden, error };
  };

  test('hides what stands in the section and what the schema makes of it', async () => {
    const schema = z.object({
      apiKey: secret(z.string()),
      pair: secret(z.string().transform((text) => ({ user: text.split(':')[0], key: [text.split(':')[1]] }))),
      pin: secret(z.coerce.number()),
      none: secret(z.string()).optional(),
      open: z.string(),
    });
    const { hidden } = await parse(schema, { api_key: '"quoted"', pair: 'me:word', pin: '1e3', open: 'seen' });
    expect(new Set(hidden)).toEqual(new Set(['quoted', '"quoted"', 'me:word', '1e3', 'quoted', 'me', 'word', '1000']));
  });

  test('an error says nothing of the value, and the value is hidden before', async () => {
    const { hidden, error } = await parse(z.object({ key: secret(z.string().min(9)), short: z.string().min(9) }), { key: 'hunter2', short: 'seen' });
    expect(ConfigError.is(error) && error.issues.map(({ value }) => value)).toEqual(['[secret]', 'seen']);
    expect(String(error)).toMatch(/key has a wrong value \(not shown\).*short is "seen"/);
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(hidden).toContain('hunter2');
    expect(String((await parse(z.object({ key: secret(z.string()) }), {})).error)).toContain('key is missing');
  });
});

test('spellings', () => {
  expect(spellings('plain')).toEqual(['plain']);
  expect(spellings('')).toEqual([]);
  expect(spellings(' p&s "w\n')).toEqual(
    expect.arrayContaining([' p&s "w\n', 'p&s "w', ' p&s \\"w\\n', ' p&s "w\\n', '%20p%26s%20%22w%0A', '+p%26s+%22w%0A', '%20p&s%20%22w%0A']),
  );
  expect(spellings('-----BEGIN-----\nabcdefgh\nab\n')).toEqual(expect.arrayContaining(['-----BEGIN-----', 'abcdefgh']));
  expect(spellings('-----BEGIN-----\nabcdefgh\nab\n')).not.toContain('ab');
  expect(spellings('\ud800x')).toContain('\ud800x');
});
