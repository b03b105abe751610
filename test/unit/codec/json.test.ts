import { Encoder, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
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
