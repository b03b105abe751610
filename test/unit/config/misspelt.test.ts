import { expect, test } from 'vitest';
import { findMisspelt, nearMisses } from '../../../src/config/misspelt.ts';
import { settingKeys } from '../../../src/config/settings.ts';

/** Case-insensitive, as Fluent Bit. */
const find = (keys: readonly string[], ...section: string[]): string[] =>
  findMisspelt(keys, (key) => (section.some((one) => one.toLowerCase() === key.toLowerCase()) ? 'x' : undefined)).map(
    ({ given, meant }) => `${given} -> ${meant}`,
  );

test.each([
  ['api-key', 'api_key'],
  ['apikey', 'api_key'],
  ['apiKey', 'api_key'],
  ['api.key', 'api_key'],
  ['api_keys', 'api_key'],
  ['api_ky', 'api_key'],
  ['api_keey', 'api_key'],
  ['pai_key', 'api_key'],
  ['header', 'headers'],
  ['node.flush-timeout', 'node.flush_timeout'],
  ['node.flushtimeout', 'node.flush_timeout'],
  ['node.flushTimeout', 'node.flush_timeout'],
  ['node.flush.timeout', 'node.flush_timeout'],
  ['node_flush_timeout', 'node.flush_timeout'],
  ['node-flush-timeout', 'node.flush_timeout'],
  ['node.flsuh_timeout', 'node.flush_timeout'],
  ['node.option', 'node.options'],
])('%s for %s', (given, meant) => {
  expect(find([meant], given)).toEqual([`${given.toLowerCase()} -> ${meant}`]);
});

test('nothing for a key that is there, in either spelling, or is another one', () => {
  expect(find(['apiKey'], 'api_key', 'api-key')).toEqual([]);
  expect(find(['apiKey'], 'APIKEY', 'api-key')).toEqual([]);
  expect(find(['url', 'urls'], 'urls')).toEqual([]);
  expect(find(['api_key', 'apikey'], 'apikey')).toEqual([]);
  expect(find(['timeout'], 'delay')).toEqual([]);
});

test('a key in camelCase is meant in snake_case', () => {
  expect(find(['apiKey', 'maxSize'], 'api-key', 'maxsizes')).toEqual(['api-key -> api_key']);
});

test('few look-ups, none of the key itself, and no setting that is near another', () => {
  for (const key of [...settingKeys, 'a', 'id', 'api_key']) {
    const near = nearMisses(key);
    expect(near.length).toBeLessThan(3 * key.length + 8);
    for (const one of near) expect([...settingKeys, '', key]).not.toContain(one);
  }
});
