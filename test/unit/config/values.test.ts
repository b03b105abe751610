import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bool, duration, parseBoolean, parseDuration, parseSize, size } from '../../../src/config/values.ts';

const refused = expect.objectContaining({ code: 'FLB_NODE_E_CONFIG_VALUE' }) as Error;

describe('parseBoolean, as flb_utils_bool', () => {
  test.each([
    ['on', true],
    ['TRUE', true],
    ['Yes', true],
    ['off', false],
    ['False', false],
    ['NO', false],
    [' on ', true],
  ])('%s', (text, expected) => expect(parseBoolean(text)).toBe(expected));
  test('booleans pass', () => expect([parseBoolean(true), parseBoolean(false)]).toEqual([true, false]));
  test.each(['', '1', '0', 'enabled', 'constructor'])('refuses %j', (text) =>
    expect(() => parseBoolean(text)).toThrow(refused),
  );
});

describe('parseSize, as flb_utils_size_to_bytes', () => {
  test.each<[string | number, number]>([
    ['0', 0],
    ['512', 512],
    [512, 512],
    ['512k', 512_000],
    ['512KB', 512_000],
    ['10M', 10_000_000],
    ['10mb', 10_000_000],
    ['1.5G', 1_500_000_000],
    ['1.001M', 1_001_000],
    ['0.0005k', 0],
    ['1.9', 1],
    ['false', 0],
    ['64KiB', 65_536],
    ['1MiB', 1_048_576],
    ['2gib', 2_147_483_648],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %d', (text, expected) => expect(parseSize(text)).toBe(expected));
  test.each([
    '',
    'M',
    '10X',
    '10 M',
    '-1',
    '1e3',
    'abc10',
    '10T',
    '10MM',
    '10B',
    '10iB',
    '.5M',
    '1.M',
    '99999999999G',
    NaN,
    -5,
  ])('refuses %j', (text) => expect(() => parseSize(text)).toThrow(refused));
});

describe('parseDuration', () => {
  test.each<[string | number, number]>([
    ['0', 0],
    ['30', 30_000],
    [30, 30_000],
    ['0.5', 500],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['5M', 300_000],
    ['2H', 7_200_000],
    ['1.5h', 5_400_000],
    ['1h2m3s4ms', 3_723_004],
    ['1500us', 1.5],
    ['2µs', 0.002],
  ])('%s is %d ms', (text, expected) => expect(parseDuration(text)).toBe(expected));
  test.each(['', 's', '1x', '-1s', '1 s', '1m30', '1.s', '..5s', '1e3'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(refused);
  });
});

test('messages say what is expected', () => {
  expect(() => parseSize('big')).toThrow('"big" is not a size such as 512, 512k, 10M, 1.5G or 64KiB');
});

test('inside zod a bad value is an issue of its key', () => {
  const schema = z.object({
    buffer: z.string().default('10M').transform(parseSize),
    every: z.string().default('1m30s').transform(parseDuration),
    verify: z.string().default('on').transform(parseBoolean),
  });
  const parsed: { buffer: number; every: number; verify: boolean } = schema.parse({ every: '2s' });
  expect(parsed).toEqual({ buffer: 10_000_000, every: 2000, verify: true });
  const { error } = schema.safeParse({ buffer: 'x', every: 'y', verify: 'z' });
  expect(error?.issues.map(({ path, message }) => [path[0], message.slice(0, 19)])).toEqual([
    ['buffer', 'expected a size suc'],
    ['every', 'expected a duration'],
    ['verify', 'expected on, off, t'],
  ]);
});

test('as Standard Schemas', () => {
  expect(size['~standard'].validate('1k')).toEqual({ value: 1000 });
  expect(duration['~standard'].validate('1s')).toEqual({ value: 1000 });
  expect(bool['~standard'].validate('maybe')).toEqual({
    issues: [{ message: expect.stringContaining('"maybe"') as string }],
  });
});
