import { describe, expect, test } from 'vitest';
import { ConfReader, snakeCase } from '../../../src/config/conf.ts';

const reader = (section: Record<string, string>): ConfReader => new ConfReader((key) => section[key]);

test.each([
  ['apiKey', 'api_key'],
  ['api_key', 'api_key'],
  ['APIKey', 'api_key'],
  ['useTLS', 'use_tls'],
  ['s3Bucket', 's3_bucket'],
  ['maxHTTPConnections', 'max_http_connections'],
  ['foo', 'foo'],
  ['Foo', 'foo'],
  ['', ''],
])('snakeCase(%s) is %s', (key, expected) => expect(snakeCase(key)).toBe(expected));

describe('look-up', () => {
  test('as written, then in snake_case', () => {
    expect(reader({ api_key: 'a' }).string('apiKey')).toBe('a');
    expect(reader({ api_key: 'a', apiKey: 'b' }).string('apiKey')).toBe('b');
    expect(reader({ apiKey: 'b' }).string('api_key')).toBe('');
  });

  test('a missing key and an empty one', () => {
    const conf = reader({ empty: '', quoted: '""' });
    expect([conf.string('none'), conf.get('none'), conf.has('none')]).toEqual(['', undefined, false]);
    expect([conf.string('empty'), conf.get('empty'), conf.has('empty')]).toEqual(['', '', true]);
    expect(conf.get('quoted')).toBe('');
  });

  test('values are unquoted', () => expect(reader({ a: '"x\\ty"' }).string('a')).toBe('x\ty'));
});
