import { Encoder, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { decodeEvents } from '../../../src/codec/decoder.ts';
import { eventToJSON, toJSONLines } from '../../../src/codec/json.ts';
import { concat, eventTime, record } from './arbitraries.ts';

const time = new EventTime(1_700_000_000, 123_456_789);
const line = (value: object): string => eventToJSON({ time, record: value as never });

describe('date, as Fluent Bit prints it', () => {
  test.each([
    [new EventTime(1_700_000_000, 123_456_789), '1700000000.123457'],
    [new EventTime(1_700_000_000, 500_000_000), '1700000000.5'],
    [new EventTime(1_700_000_000, 0), '1700000000.0'],
    [new EventTime(0, 1), '1e-9'],
  ])('%s', (at, expected) => expect(eventToJSON({ time: at, record: {} })).toBe(`{"date":${expected}}`));
});

test('values', () => {
  const record = {
    big: 2n ** 64n - 1n,
    n: 1,
    f: 0.5,
    nan: NaN,
    inf: -Infinity,
    nil: null,
    yes: true,
    text: 'a"\n\u0001😀',
    bin: Uint8Array.from([0x68, 0x69, 0xff]),
    ext: new ExtData(5, Uint8Array.of(1, 0xab)),
    time,
    list: [1n, [], {}],
    ['__proto__']: 1,
  };
  expect(line(record)).toBe(
    '{"date":1700000000.123457,"big":18446744073709551615,"n":1,"f":0.5,"nan":null,"inf":null,"nil":null,"yes":true,' +
      '"text":"a\\"\\n\\u0001😀","bin":"hi\ufffd","ext":"\\\\x01\\\\xab","time":"2023-11-14T22:13:20.123456789Z",' +
      '"list":[1,[],{}],"__proto__":1}',
  );
});

test("a record's own date wins, as in Fluent Bit", () => expect(line({ date: 'mine' })).toBe('{"date":"mine"}'));

test('metadata and group attributes go under __internal__', () => {
  const group = { metadata: { schema: 'otlp' }, attributes: { service: 'a' } };
  expect(eventToJSON({ time: new EventTime(1), record: { a: 1 }, metadata: { m: 1 } })).toBe(
    '{"date":1.0,"__internal__":{"log_metadata":{"m":1}},"a":1}',
  );
  expect(eventToJSON({ time: new EventTime(1), record: {}, group })).toBe(
    '{"date":1.0,"__internal__":{"group_attributes":{"service":"a"},"log_metadata":{}}}',
  );
});

test('one line per record, bad ones reported', () => {
  const encoder = new EventEncoder();
  const one = encoder.encode({ time: new EventTime(1), record: { a: 1 } }).slice();
  const offsets: number[] = [];
  const text = toJSONLines(concat([one, new Encoder().encode('junk'), one]), {
    onBadRecord: ({ offset }) => offsets.push(offset),
  });
  expect(text).toBe('{"date":1.0,"a":1}\n{"date":1.0,"a":1}\n');
  expect(offsets).toEqual([one.length]);
  expect(toJSONLines(new Uint8Array())).toBe('');
});

test('every record is one line of valid JSON', () => {
  const encoder = new EventEncoder();
  fc.assert(
    fc.property(fc.array(fc.record({ time: eventTime, record, metadata: record }), { maxLength: 3 }), (events) => {
      const lines = toJSONLines(concat(events.map((event) => encoder.encode(event).slice()))).split('\n');
      expect(lines.pop()).toBe('');
      expect(lines).toHaveLength(events.length);
      for (const text of lines) JSON.parse(text);
    }),
  );
});

/** By way of the decoded events. */
const reference = (chunk: Uint8Array): string => [...decodeEvents(chunk)].map((event) => `${eventToJSON(event)}\n`).join('');
/** As often as it takes until there is code for the shape, and some more. */
const repeated = (bytes: Uint8Array): Uint8Array => concat(Array.from({ length: 12 }, () => bytes));

describe('the fast way writes what the decoded events say', () => {
  test('of any records', () => {
    const encoder = new EventEncoder();
    fc.assert(
      fc.property(fc.array(fc.record({ time: eventTime, record, metadata: fc.constant({}) }), { maxLength: 3 }), (events) => {
        const chunk = repeated(concat(events.map((event) => encoder.encode(event).slice())));
        expect(toJSONLines(chunk)).toBe(reference(chunk));
      }),
    );
  });

  test.each<[string, object]>([
    ['integers', { a: [0, 9, 10, 99, 100, 999, 1000, 12_345, 99_999, 100_000, 2 ** 31, 2 ** 32, 2 ** 53 - 1], b: [-1, -32, -33, -70_000] }],
    ['floats', { a: [0.5, 1e21, 1e-7, -1.5e300, NaN, Infinity], b: 0.1 }],
    ['texts', { a: 'x', b: '', c: 'a"b', d: 'a\\b', e: '\u0000', f: 'ü€😀', g: '\x7f', h: 'y'.repeat(300), i: 'ü'.repeat(300), j: '\ud800' }],
    ['what else there is', { a: null, b: true, c: false, d: Uint8Array.of(1, 0xff), e: new ExtData(5, Uint8Array.of(1)), f: time, g: 2n ** 63n }],
    ['nested', { a: { b: { c: [{ d: 1 }, { d: 2 }, {}] } }, e: [] }],
    ['more than 15', { list: Array.from({ length: 20 }, (_, i) => i), ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])) }],
    ['a date of its own', { date: 1, x: 2 }],
    ['__internal__ of its own', { __internal__: 1 }],
    ['keys in need of escapes', { 'a"b': 1, 'c\n': 2, 'ü': 3 }],
    ['keys that JavaScript would put in order', { b: 1, inner: { x: 1 }, 2: 'two', 1: 'one' }],
    ['empty', {}],
  ])('of %s', (_, body) => {
    const chunk = repeated(new EventEncoder().encode({ time, record: body }).slice());
    expect(toJSONLines(chunk)).toBe(reference(chunk));
  });

  test('of keys that come twice, or are no texts', () => {
    const head = [0x92, 0x92, 0xd7, 0, 0x65, 0, 0, 1, 0, 0, 0, 2, 0x80];
    for (const body of [
      [0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2],
      [0x82, 0xa1, 0x62, 1, 0xa1, 0x31, 2],
      [0x81, 7, 1],
      [0x81, 0xc4, 1, 0x61, 1],
      [0x81, 0xd9, 1, 0x61, 1],
    ]) {
      const chunk = repeated(Uint8Array.from([...head, ...body]));
      expect(toJSONLines(chunk)).toBe(reference(chunk));
    }
  });

  test('of shapes that alternate, with bad records in between', () => {
    const encoder = new EventEncoder();
    const bodies = [{ a: 1, b: 'x' }, { b: 1, a: 'x' }, { a: 1 }, { a: { a: 1 }, c: 1 }, { d: [1] }, { e: 1, f: 2 }];
    const good = bodies.map((body) => encoder.encode({ time, record: body }).slice());
    const bad = Uint8Array.of(0x92, 0x92, 0xd7, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0x82, 0xa1, 0x61, 1, 0xa1, 0x62, 0xc1);
    const chunk = repeated(concat(good.flatMap((bytes) => [bytes, bad])));
    let reported = 0;
    expect(toJSONLines(chunk, { onBadRecord: () => (reported += 1) })).toBe(reference(chunk));
    expect(reported).toBe(12 * bodies.length);
  });

  test('of the date', () => {
    const seconds = fc.oneof(fc.integer({ min: 0, max: EventTime.MAX_SECONDS }), fc.integer({ min: 999_999_990, max: 1_000_000_010 }));
    const nanoseconds = fc.oneof(
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.constantFrom(0, 1, 100, 499, 500, 501, 7_812_500, 999_999_499, 999_999_500, 999_999_999, 120_000_000),
    );
    const encoder = new EventEncoder();
    // The record's shape is known by then.
    toJSONLines(repeated(encoder.encode({ time, record: { known: 1 } }).slice()));
    fc.assert(
      fc.property(seconds, nanoseconds, (s, ns) => {
        const at = new EventTime(s, ns);
        const expected = `${eventToJSON({ time: at, record: { known: 1 } })}\n`;
        expect(toJSONLines(encoder.encode({ time: at, record: { known: 1 } }).slice())).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
