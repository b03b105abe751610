/** Values of a configuration file are any text: a value that is meant, or an error that names it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unquote } from '../../../src/config/unquote.ts';
import { parseBoolean, parseDuration, parseSize } from '../../../src/config/values.ts';

const near = fc
  .array(fc.oneof(fc.constantFrom(...'0123456789. kKmMgGbBiInNuUsShHdD\u00b5\u03bc\u039c-+e', 'ms', 'us', 'ns', '1e309'), fc.string({ maxLength: 2 })), { maxLength: 12 })
  .map((parts) => parts.join(''));
const text = fc.oneof(near, fc.string(), fc.string({ unit: 'binary', maxLength: 20 }), fc.nat({ max: 400 }).map((length) => '9'.repeat(length)));

describe('parsers', () => {
  test.each<[string, (text: string) => unknown, (value: unknown) => boolean]>([
    ['parseBoolean', parseBoolean, (value) => typeof value === 'boolean'],
    ['parseSize', parseSize, (value) => Number.isSafeInteger(value) && (value as number) >= 0],
    ['parseDuration', parseDuration, (value) => (value as number) >= 0 && (value as number) <= Number.MAX_SAFE_INTEGER],
  ])('%s gives a value of its range or FLB_NODE_E_CONFIG_VALUE', (_, parse, isGood) => {
    fc.assert(
      fc.property(text, (given) => {
        let value: unknown;
        try {
          value = parse(given);
        } catch (error) {
          expect(error).toHaveProperty('code', 'FLB_NODE_E_CONFIG_VALUE');
          return;
        }
        expect(value).toSatisfy(isGood);
      }),
      { numRuns: 5000 },
    );
  });

  test('a duration in microseconds may have the micro sign or the Greek letter', () => {
    for (const unit of ['us', '\u00b5s', '\u03bcs', '\u039cS']) expect(parseDuration(`1500${unit}`)).toBe(1.5);
  });

  test('a duration beyond all clocks is refused', () => {
    expect(() => parseDuration('9'.repeat(400))).toThrow(/duration/);
  });
});

describe('unquote', () => {
  const escaped = fc.array(fc.constantFrom(...'"\'`\\nxu0a1f', '\\n', '\\x41', '\\u00e9', '\\U0001f600', '\\ud800', '\ud800', '\0')).map((parts) => parts.join(''));

  test('gives text for any text', () => {
    fc.assert(fc.property(fc.oneof(escaped, fc.string()), (value) => typeof unquote(value) === 'string'), { numRuns: 5000 });
  });

  test('undoes what JSON quotes, which is a Go literal but for what only JSON escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(unquote(JSON.stringify(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes a megabyte', () => {
    const value = 'a\\n'.repeat(350_000);
    expect(unquote(`"${value}"`)).toBe('a\n'.repeat(350_000));
  });
});
