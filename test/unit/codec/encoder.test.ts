import { decode, ExtData } from '@msgpack/msgpack';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { FluentBitNodeError } from '../../../src/errors.ts';

const encoder = new EventEncoder();
const time = new EventTime(1, 2);
/** The head of an event at `time` without metadata. */
const HEAD = [0x92, 0x92, 0xd7, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x80];

const bytesOf = (record: object): number[] => [...encoder.encode({ time, record })].slice(HEAD.length);
const valueBytes = (value: unknown): number[] => {
  const [map, key, name, ...rest] = bytesOf({ v: value });
  expect([map, key, name]).toEqual([0x81, 0xa1, 0x76]);
  return rest;
};
const failure = (message: unknown): FluentBitNodeError => {
  try {
    encoder.encode(message as never);
  } catch (error) {
    if (FluentBitNodeError.is(error) && error.code === 'FLB_NODE_E_BAD_MESSAGE') return error;
    throw error;
  }
  throw new Error('did not throw');
};

test('writes the v2 layout', () => {
  expect([...encoder.encode({ time, record: {} })]).toEqual([...HEAD, 0x80]);
  expect([...encoder.encode({ time, metadata: { a: 1 }, record: { b: null } })]).toEqual([
    ...HEAD.slice(0, -1),
    0x81,
    0xa1,
    0x61,
    1,
    0x81,
    0xa1,
    0x62,
    0xc0,
  ]);
});

test('the time defaults to now', () => {
  vi.spyOn(Date, 'now').mockReturnValue(77_000);
  expect([...encoder.encode({ record: {} })].slice(4, 8)).toEqual([0, 0, 0, 77]);
  vi.restoreAllMocks();
});

describe('values', () => {
  const u64 = (head: number, ...bytes: number[]): number[] => [head, ...bytes];
  test.each<[string, unknown, number[]]>([
    ['1.0 is an integer', 1.0, [1]],
    ['2^32 is an integer', 2 ** 32, u64(0xcf, 0, 0, 0, 1, 0, 0, 0, 0)],
    ['-2^40 is an integer', -(2 ** 40), u64(0xd3, 255, 255, 255, 0, 0, 0, 0, 0)],
    ['0.5', 0.5, [0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]],
    ['NaN', NaN, [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]],
    ['Infinity', Infinity, [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]],
    ['a small bigint', 5n, [5]],
    ['uint64 max', 2n ** 64n - 1n, u64(0xcf, 255, 255, 255, 255, 255, 255, 255, 255)],
    ['int64 min', -(2n ** 63n), u64(0xd3, 128, 0, 0, 0, 0, 0, 0, 0)],
    ['a view', new Uint8Array([0, 1, 2, 3]).subarray(1, 3), [0xc4, 2, 1, 2]],
    ['a Buffer', Buffer.from([9]), [0xc4, 1, 9]],
    ['an ArrayBuffer', new Uint8Array([7]).buffer, [0xc4, 1, 7]],
    ['a DataView', new DataView(new Uint8Array([7, 8]).buffer, 1), [0xc4, 1, 8]],
    ['ExtData', new ExtData(-1, new Uint8Array([1])), [0xd4, 255, 1]],
    ['EventTime', new EventTime(3, 4), [0xd7, 0, 0, 0, 0, 3, 0, 0, 0, 4]],
    ['undefined and holes in arrays', [undefined, , 1], [0x93, 0xc0, 0xc0, 1]], // eslint-disable-line no-sparse-arrays
    ['a Set', new Set([1, 2]), [0x92, 1, 2]],
    [
      'a Map with odd keys',
      new Map<unknown, number>([
        [1, 1],
        [null, 2],
        [true, 3],
      ]),
      [0x83, 0xa1, 0x31, 1, 0xa4, ...Buffer.from('null'), 2, 0xa4, ...Buffer.from('true'), 3],
    ],
    ['a lone surrogate, short', '\ud800', [0xa3, 0xef, 0xbf, 0xbd]],
    ['boxed', Object('x'), [0xa1, 0x78]], // eslint-disable-line no-new-wrappers
    ['toJSON', { toJSON: () => ({ a: 1 }) }, [0x81, 0xa1, 0x61, 1]],
    ['undefined properties', { a: undefined, b: 1 }, [0x81, 0xa1, 0x62, 1]],
  ])('%s', (_, value, expected) => {
    expect(valueBytes(value)).toEqual(expected);
  });

  test('integers stay integers beside a wide bigint', () => {
    const record = {
      big: 2n ** 60n,
      ms: 1_700_000_000_123,
      neg: -5_000_000_000,
      small: 7,
      f: 1.5,
      list: [2 ** 33, { x: -(2 ** 31) }],
    };
    const [, decoded] = decode(encoder.encode({ time, record }), { useBigInt64: true }) as [unknown, typeof record];
    expect(decoded).toEqual({
      big: 2n ** 60n,
      ms: 1_700_000_000_123n,
      neg: -5_000_000_000n,
      small: 7,
      f: 1.5,
      list: [2n ** 33n, { x: -(2 ** 31) }],
    });
  });

  test('a Date is an ISO string, also from another realm', () => {
    const expected = [0xb8, ...Buffer.from('2020-01-02T03:04:05.678Z')];
    expect(valueBytes(new Date('2020-01-02T03:04:05.678Z'))).toEqual(expected);
    expect(valueBytes(runInNewContext('new Date("2020-01-02T03:04:05.678Z")'))).toEqual(expected);
  });

  test('long and short lone surrogates agree', () => {
    const pad = 'x'.repeat(300);
    expect(
      Buffer.from(valueBytes(`${pad}\udfff`))
        .subarray(3)
        .toString(),
    ).toBe(`${pad}\ufffd`);
    expect(bytesOf({ '\ud800': '😀' })).toEqual([0x81, 0xa3, 0xef, 0xbf, 0xbd, 0xa4, ...Buffer.from('😀')]);
  });

  test('__proto__ as an own key is kept', () => {
    const expected = [0x81, 0xa9, ...Buffer.from('__proto__'), 1];
    expect(bytesOf(JSON.parse('{"__proto__":1}') as object)).toEqual(expected);
    expect(bytesOf(new Map([['__proto__', 1n]]))).toEqual(expected);
    const copied = JSON.parse('{"__proto__":{"a":0},"b":0}') as { b: unknown };
    copied.b = 2n;
    expect(bytesOf(copied)).toEqual([0x82, 0xa9, ...Buffer.from('__proto__'), 0x81, 0xa1, 0x61, 0, 0xa1, 0x62, 2]);
  });

  test('class instances: own enumerable properties', () => {
    class Base { inherited = 1; get computed(): number { return 2; } } // prettier-ignore
    class Point extends Base { #hidden = 4; x = this.#hidden; method(): void {} } // prettier-ignore
    expect(bytesOf(new Point())).toEqual([0x82, 0xa9, ...Buffer.from('inherited'), 1, 0xa1, 0x78, 4]);
  });

  test('the record is left as it was', () => {
    const record = Object.freeze({ a: Object.freeze([1n, new Date(0)]), m: new Map([['k', undefined]]) });
    encoder.encode({ time, record });
    expect(record).toEqual({ a: [1n, new Date(0)], m: new Map([['k', undefined]]) });
  });
});

describe('a bad message names the place', () => {
  const cyclic: { list: unknown[] } = { list: [] };
  cyclic.list.push(cyclic);
  test.each<[string, unknown, RegExp]>([
    ['undefined', undefined, /it is of type undefined/],
    ['null', null, /it is null/],
    ['no record', {}, /record is of type undefined/],
    ['record array', { record: [] }, /record is an array/],
    ['record text', { record: 'x' }, /record is of type string/],
    ['record bytes', { record: new Uint8Array(1) }, /record is a Uint8Array/],
    ['record Date', { record: new Date(0) }, /record is a Date/],
    ['record Promise', { record: Promise.resolve({}) }, /record: a Promise.*await/],
    ['record toJSON', { record: { toJSON: () => 1 } }, /record is of type number/],
    ['metadata', { record: {}, metadata: 3 }, /metadata is of type number/],
    ['metadata value', { record: {}, metadata: { a: Symbol('s') } }, /metadata\.a: a symbol/],
    ['time', { record: {}, time: 'today' }, /time: not a time: string/],
    ['function', { record: { a: { 'b c': [0, () => 1] } } }, /record\.a\["b c"\]\[1\]: a function/],
    ['symbol in a Map', { record: new Map([['k', Symbol('s')]]) }, /record\.k: a symbol/],
    ['Map key', { record: { m: new Map([[{}, 1]]) } }, /record\.m: a Map has a key of type object/],
    ['bigint', { record: { n: 2n ** 64n } }, /record\.n: 18446744073709551616n does not fit 64 bits/],
    ['negative bigint', { record: { n: -(2n ** 63n) - 1n } }, /does not fit 64 bits/],
    ['invalid Date', { record: { d: new Date(NaN) } }, /record\.d: an invalid Date/],
    ['promise', { record: { p: Promise.resolve(1) } }, /record\.p: a Promise.*await/],
    [
      'getter',
      {
        record: {
          get g() {
            throw new Error('boom');
          },
        },
      },
      /record\.g: reading it threw Error: boom/,
    ],
    ['after a change', { record: { n: 2n, o: { f() {} } } }, /: record\.o\.f: a function/],
    ['cyclic', { record: cyclic }, /record\.list\[0\]\.list\[0\].*30 levels deep, or contains itself/],
  ])('%s', (_, message, expected) => {
    expect(failure(message).message).toMatch(expected);
    // And the encoder goes on.
    expect(bytesOf({ a: 1 })).toEqual([0x81, 0xa1, 0x61, 1]);
  });

  test('nesting: 30 levels pass, 31 do not', () => {
    const nest = (levels: number): object => (levels === 1 ? {} : { a: nest(levels - 1) });
    expect(() => encoder.encode({ record: nest(30), metadata: nest(30) })).not.toThrow();
    expect(failure({ record: nest(31) }).message).toMatch(/30 levels/);
    const endless = { toJSON: (): object => endless };
    expect(failure({ record: { a: endless } }).message).toMatch(/30 levels/);
  });
});

test('the buffer of a large record is let go, its bytes stay good', () => {
  const large = encoder.encode({ time, record: { a: 'x'.repeat(3_000_000) } });
  const copy = large.slice();
  expect(encoder.encode({ time, record: {} }).buffer.byteLength).toBeLessThan(100_000);
  expect(Buffer.compare(large, copy)).toBe(0);
});
