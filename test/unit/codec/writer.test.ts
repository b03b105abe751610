/** The fast way writes what the library writes, or nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventEncoder, type EventInput } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { GIVEN_UP, writeMessage, Writer } from '../../../src/codec/writer.ts';
import { record } from './arbitraries.ts';

const time = new EventTime(1, 2);
const encoder = new EventEncoder();
const FILL = 0xaa;

const newWriter = (size = 65_536): Writer => {
  const writer = new Writer(new Uint8Array(size).fill(FILL));
  writer.end = size;
  return writer;
};

/** `undefined`: it gave up. */
const written = (message: EventInput, writer = newWriter(), at = 0): number[] | undefined => {
  const end = writeMessage(writer, at, message);
  return end === GIVEN_UP ? undefined : [...writer.bytes.subarray(at, end)];
};
const reference = (message: EventInput): number[] => [...encoder.encode(message)];

/** As often as it takes until there is code for the shape, and once more. */
const TIMES = 12;

const takes = (value: unknown): void => {
  const message = { time, record: { before: 'x', value, after: 1 } };
  const writer = newWriter();
  for (let i = 0; i < TIMES; i++) expect(written(message, writer)).toEqual(reference(message));
};

describe('the same bytes as the library', () => {
  test.each<[string, unknown]>([
    ...[0, -0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53].map(
      (number): [string, number] => [String(number), number],
    ),
    ...[-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 32), -(2 ** 53) + 1].map(
      (number): [string, number] => [String(number), number],
    ),
    ...[0.5, NaN, Infinity, -1e300].map((number): [string, number] => [String(number), number]),
    ...[0n, 5n, -5n, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n), -(2n ** 53n)].map((big): [string, bigint] => [`${big}n`, big]),
    ['booleans', [true, false]],
    ['null', null],
    ['undefined and holes in a list', [undefined, , 1]], // eslint-disable-line no-sparse-arrays
    ['a Date', new Date(1_700_000_000_123)],
    ['an EventTime', new EventTime(3, 4)],
    ['bytes', new Uint8Array([1, 2, 3]).subarray(1)],
    ['a Buffer', Buffer.alloc(300, 1)],
    ['70,000 bytes', new Uint8Array(40_000)],
    ['objects in lists in objects', { a: [{ b: [] }, { b: [{}] }, []] }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['a key __proto__', JSON.parse('{"__proto__": 1, "a": {"__proto__": {}}}')],
    ['keys that are numbers', { 2: 'b', 1: 'a', x: 1 }],
    ['keys that are no names', { 'a"b\\': 1, 'ü€😀': 2, '': 3, '\u2028': 4 }],
    ['undefined properties', { a: undefined, b: 1, c: undefined }],
    ['an item of 20 that is undefined', { ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])), k3: undefined }],
    ['100 keys', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key${i}`, `v${i}`]))],
    ['a list of 20', Array.from({ length: 20 }, (_, i) => i)],
    ['a list of 70,000', new Array(10_000).fill(0)],
    ['30 levels', Array.from({ length: 29 }).reduce<unknown>((deep) => [deep], 1)],
  ])('%s', (_, value) => takes(value));

  test.each([0, 1, 10, 31, 32, 47, 48, 49, 255, 256, 10_000])('texts of %i characters', (length) => {
    for (const character of ['a', 'ü', '€', '😀', '\ud800']) {
      takes(character.repeat(length));
      takes('x'.repeat(Math.max(0, length - 1)) + character);
    }
  });

  test('any record and metadata, again and again', () => {
    const writer = newWriter(1 << 20);
    fc.assert(
      fc.property(record, record, (body, metadata) => {
        const message = { time, record: body, metadata };
        const expected = reference(message);
        for (let i = 0; i < TIMES; i++) {
          const bytes = written(message, writer);
          // Extensions are the library's.
          if (bytes !== undefined) expect(bytes).toEqual(expected);
        }
      }),
    );
  });

  test('shapes that alternate, more of them than are remembered', () => {
    const writer = newWriter();
    for (let i = 0; i < 2000; i++) {
      const message = { time, record: { [`a${i % 7}`]: i, inner: { [`b${i % 3}`]: String(i) }, [`c${i}`]: null } };
      expect(written(message, writer)).toEqual(reference(message));
    }
  });

  test('times in all their forms', () => {
    for (const at of [0, 1_700_000_000_123.4, new Date(77), 1_700_000_000_123_456_789n, new EventTime(5, 6)]) {
      const message = { time: at, record: {} };
      expect(written(message)).toEqual(reference(message));
    }
  });
});

describe('gives up, for the library to say why', () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  test.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
    ['an instance of a class', new (class A {})()],
    ['a boxed text', Object('x')],
    ['toJSON', { toJSON: () => 1 }],
    ['a bigint beyond 64 bits', 2n ** 64n],
    ['a bigint below 64 bits', -(2n ** 63n) - 1n],
    ['an invalid date', new Date(NaN)],
    ['a getter that throws', Object.defineProperty({}, 'x', { enumerable: true, get: () => { throw new Error('x'); } })],
    ['a revoked Proxy', revoked.proxy],
    ['31 levels', Array.from({ length: 30 }).reduce<unknown>((deep) => [deep], 1)],
    ['a key with a lone surrogate', { '\ud800': 1 }],
  ])('%s', (_, value) => {
    const writer = newWriter();
    const message = { time, record: { value } };
    for (let i = 0; i < TIMES; i++) expect(written(message, writer)).toBeUndefined();
    expect(written({ time, record: { value: 1 } }, writer)).toEqual(reference({ time, record: { value: 1 } }));
  });

  test.each<[string, unknown]>([
    ['no message', undefined],
    ['an instance', new (class { record = {}; })()],
    ['a list as the record', { record: [1] }],
    ['a list as the metadata', { record: {}, metadata: [] }],
    ['a time that is none', { record: {}, time: 'now' }],
    ['null as the time', { record: {}, time: null }],
  ])('%s', (_, message) => expect(written(message as EventInput)).toBeUndefined());

  test('inherited properties are no part of a record', () => {
    const polluted = Object.prototype as { polluted?: number };
    const writer = newWriter();
    const message = { time, record: { a: 1, inner: { b: 2 } } };
    const expected = reference(message);
    for (let i = 0; i < TIMES; i++) expect(written(message, writer)).toEqual(expected);
    const results: unknown[] = [];
    // expect() itself would stumble over it.
    polluted.polluted = 1;
    try {
      for (let i = 0; i < TIMES; i++) results.push(written(message, writer));
    } finally {
      delete polluted.polluted;
    }
    for (const bytes of results) expect(bytes).toEqual(expected);
  });
});

test('writes nothing beyond its end, and before its beginning', () => {
  const values = ['text', 'ü'.repeat(20), 1, 300, -70_000, 2 ** 40, 0.5, true, null, 2n ** 60n, [1, 'x'], { k: 'v' }, new Uint8Array(9)];
  const message = { time, record: { a: values, b: Object.fromEntries(values.map((value, i) => [`key ${i}`, value])) } };
  const expected = reference(message);
  const writer = newWriter(1024);
  const AT = 64;
  let fits = 0;
  for (let i = 0; i < TIMES; i++) {
    for (let size = 0; size < expected.length + 200; size++) {
      writer.bytes.fill(FILL);
      writer.end = AT + size;
      const bytes = written(message, writer, AT);
      if (bytes !== undefined) expect(bytes).toEqual(expected);
      fits += bytes === undefined ? 0 : 1;
      expect(writer.bytes.subarray(0, AT).every((byte) => byte === FILL)).toBe(true);
      expect(writer.bytes.subarray(AT + size).every((byte) => byte === FILL)).toBe(true);
    }
  }
  expect(fits).toBeGreaterThan(TIMES);
});
