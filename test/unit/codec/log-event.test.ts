/** Events by the field are what the messages are, and go on as they came but for what is changed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkEncoder } from '../../../src/codec/chunk-encoder.ts';
import { decodeEvents, type BadRecord, type DecodedEvent } from '../../../src/codec/decoder.ts';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { type LogEvent, logEvents } from '../../../src/codec/log-event.ts';
import type { Value } from '../../../src/codec/values.ts';
import { concat, eventTime, key, record, value } from './arbitraries.ts';

const time = new EventTime(1, 2);
const encoder = new EventEncoder();
const chunkOf = (...records: object[]): Uint8Array => concat(records.map((body) => encoder.encode({ time, record: body }).slice()));
const only = (bytes: Uint8Array): LogEvent => {
  const [event] = [...logEvents(bytes)];
  if (!event) throw new Error('no event');
  return event;
};
const encode = (events: Iterable<LogEvent>): Uint8Array => {
  const chunk = new ChunkEncoder();
  for (const event of events) chunk.add(event);
  return chunk.finish();
};
const HEAD = [0x92, 0x92, 0xd7, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x80];
const raw = (...body: number[]): Uint8Array => Uint8Array.from([...HEAD, ...body]);
const text = (word: string): number[] => [0xa0 | word.length, ...Buffer.from(word)];

test('a field is what the record has there', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ time: eventTime, metadata: record, record }), { maxLength: 8 }), key, (messages, other) => {
      const bytes = concat(messages.map((message) => encoder.encode(message).slice()));
      const expected = [...decodeEvents(bytes)];
      let i = 0;
      for (const event of logEvents(bytes)) {
        const message = expected[i++] as DecodedEvent;
        expect(event.time).toEqual(message.time);
        for (const name of [...Object.keys(message.record).reverse(), other]) {
          const there = Object.hasOwn(message.record, name) ? message.record[name] : undefined;
          expect(event.get(name)).toEqual(there);
        }
        expect(event.metadata).toEqual(message.metadata);
        expect(event.toMessage()).toEqual(message);
        expect(event.record).toEqual(message.record);
      }
      expect(i).toBe(expected.length);
    }),
  );
});

test('unchanged events are the bytes that came, and no copy where all of them go on', () => {
  const bytes = chunkOf({ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 });
  const events = [...logEvents(bytes)];
  for (const event of events) event.get('n');
  expect(encode(events).buffer).toBe(bytes.buffer);
  expect(encode(events)).toEqual(bytes);
  expect(encode(events.filter((event) => event.get('n') !== 2))).toEqual(chunkOf({ n: 1 }, { n: 3 }, { n: 4 }));
  expect(encode([...events].reverse())).toEqual(chunkOf({ n: 4 }, { n: 3 }, { n: 2 }, { n: 1 }));
  expect(encode([])).toEqual(new Uint8Array());
});

describe('changes', () => {
  test('are those of the record, whatever they are', () => {
    const change = fc.tuple(fc.oneof(key, fc.constantFrom('a', 'b')), fc.option(value, { nil: undefined }));
    fc.assert(
      fc.property(record, record, fc.array(change, { maxLength: 5 }), fc.boolean(), (body, metadata, changes, decodes) => {
        const bytes = concat([
          encoder.encode({ time, record: { before: 1 } }).slice(),
          encoder.encode({ time, metadata, record: body }).slice(),
          encoder.encode({ time, record: { after: 1 } }).slice(),
        ]);
        const expected = [...decodeEvents(bytes)];
        const wanted = (expected[1] as DecodedEvent).record;
        const events = [...logEvents(bytes)];
        const event = events[1] as LogEvent;
        if (decodes) void event.record;
        for (const [name, to] of changes) {
          if (to === undefined) {
            event.delete(name);
            delete wanted[name];
          } else {
            event.set(name, to);
            Object.defineProperty(wanted, name, { value: to, enumerable: true, configurable: true, writable: true });
          }
          expect(event.get(name)).toEqual(to);
        }
        const encoded = [...decodeEvents(encode(events))];
        expect(encoded).toEqual(expected);
        expect(Object.keys((encoded[1] as DecodedEvent).record)).toEqual(Object.keys(wanted));
      }),
    );
  });

  test('of a field leave the bytes of the others alone', () => {
    // 1 as a float, a text with a longer head than it needs: what only the original bytes say.
    const odd = [...text('f'), 0xca, 0x3f, 0x80, 0, 0, ...text('t'), 0xda, 0, 1, 0x78];
    const event = only(raw(0x83, ...odd, ...text('n'), 1));
    event.set('n', 'two');
    expect([...encode([event])]).toEqual([...HEAD, 0x83, ...odd, ...text('n'), ...text('two')]);
  });

  test('survive that more keys are asked for than are remembered', () => {
    const event = only(chunkOf({ n: 1 })).set('n', 2);
    const other = only(chunkOf({ n: 1 }));
    for (let i = 0; i < 2000; i++) other.get(`key ${i}`);
    expect(event.get('n')).toBe(2);
    expect(encode([event.set('n', 3)])).toEqual(chunkOf({ n: 3 }));
  });

  test('in a decoded record count', () => {
    const event = only(chunkOf({ n: 1, list: [1] }));
    (event.record['list'] as Value[]).push(2);
    expect([...decodeEvents(encode([event]))][0]?.record).toEqual({ n: 1, list: [1, 2] });
  });

  test('of the 15th and 16th field change the form of the head', () => {
    const body = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`k${i}`, i]));
    const event = only(chunkOf(body)).set('new', true);
    expect(encode([event])).toEqual(chunkOf({ ...body, new: true }));
    expect(encode([only(encode([event])).delete('new')])).toEqual(chunkOf(body));
  });

  test('that cannot be encoded are an error that names the field, and leave nothing', () => {
    const chunk = new ChunkEncoder();
    const [first, second] = [...logEvents(chunkOf({ n: 1, x: 0 }, { n: 2 }))] as [LogEvent, LogEvent];
    first.set('x', { f: () => 1 });
    expect(() => chunk.add(first)).toThrow(/record\.x\.f/);
    chunk.add(second);
    expect(chunk.finish()).toEqual(chunkOf({ n: 2 }));
  });

  test('that the fast way leaves to the library are made all the same', () => {
    const event = only(chunkOf({ n: 1, m: 2 })).set('n', new Map([['k', new Set([1])]]));
    expect(encode([event])).toEqual(chunkOf({ n: { k: [1] }, m: 2 }));
    const long = 'ü'.repeat(100_000);
    expect(encode([only(chunkOf({ n: 1, m: 2 })).set('n', long)])).toEqual(chunkOf({ n: long, m: 2 }));
  });
});

describe('records that are unlike others', () => {
  test('of a key that comes twice the last value counts, and goes with the first', () => {
    const twice = raw(0x82, ...text('a'), 1, ...text('a'), 2);
    expect(only(twice).get('a')).toBe(2);
    const records = (event: LogEvent) => [...decodeEvents(encode([event]))].map(({ record: body }) => body);
    expect(records(only(twice).set('a', 3))).toEqual([{ a: 3 }]);
    expect(records(only(twice).delete('a'))).toEqual([{}]);
  });

  test('keys that are no texts, or longer than they need to be', () => {
    const bytes = raw(0x83, 1, 10, 0xc4, 1, 0x62, 11, 0xd9, 1, 0x63, 12);
    for (const name of ['1', 'b', 'c']) expect(only(bytes).get(name)).toBe([...decodeEvents(bytes)][0]?.record[name]);
    expect(only(raw(0x81, 0xd9, 1, 0x63, 12)).get('c')).toBe(12);
    expect(only(raw(0x81, 0xda, 0, 1, 0x63, 12)).get('c')).toBe(12);
    expect(only(raw(0x81, 0xdb, 0, 0, 0, 1, 0x63, 12)).get('c')).toBe(12);
  });

  test('one key is the end of another', () => {
    const event = only(chunkOf({ http_status: 1, status: 2, us: 3 }));
    expect(['http_status', 'status', 'us', 'tatus', ''].map((name) => event.get(name))).toEqual([1, 2, 3, undefined, undefined]);
    // The last byte of a head that is like the beginning of a text.
    const long = 'x'.repeat(0x61);
    expect(only(chunkOf({ [long]: 1 })).get(`a${long}`)).toBeUndefined();
  });

  test('300 fields', () => {
    const body = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]));
    expect(only(chunkOf(body)).get('k299')).toBe(299);
    expect(encode([only(chunkOf(body)).set('k5', 'x')])).toEqual(chunkOf({ ...body, k5: 'x' }));
  });

  test('legacy events', () => {
    const event = only(Uint8Array.of(0x92, 7, 0x81, ...text('n'), 1));
    expect(event.time).toEqual(new EventTime(7));
    expect(event.get('n')).toBe(1);
  });
});

test('what is decoded later, or in between, does not disturb the iteration', () => {
  const bytes = chunkOf(...Array.from({ length: 20 }, (_, n) => ({ n, pad: 'x'.repeat(n) })));
  const kept: LogEvent[] = [];
  for (const event of logEvents(bytes)) {
    kept.push(event);
    expect(kept[0]?.get('n')).toBe(0);
    expect(event.get('n')).toBe(kept.length - 1);
    if (kept.length % 3 === 0) void kept[kept.length - 2]?.record;
  }
  expect(kept.map((event) => event.get('n'))).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('skips and reports what the messages skip and report', () => {
  const deep = [...Array.from({ length: 600 }, () => 0x91), 1];
  const bad: [string, number[]][] = [
    ['no event', [0x93, 1, 2, 3]],
    ['a bad time', [0x92, 0xc0, 0x80]],
    ['a record that is no map', [...HEAD, 7]],
    ['metadata that are none', [...HEAD.slice(0, -1), 7, 0x80]],
    ['the byte 0xc1', [...HEAD, 0x81, ...text('a'), 0xc1]],
    ['600 levels', [...HEAD, 0x81, ...text('a'), ...deep]],
    ['a map in a key in a key', [...HEAD, 0x81, 0x81, 0x80, 1, 1]],
  ];
  for (const [what, bytes] of bad) {
    const chunk = concat([chunkOf({ n: 1 }), Uint8Array.from(bytes), chunkOf({ n: 2 }), HEAD.length > 0 ? raw(0x81) : raw()]);
    const expected: BadRecord[] = [];
    const reported: BadRecord[] = [];
    const messages = [...decodeEvents(chunk, { onBadRecord: (report) => expected.push(report) })];
    const events = [...logEvents(chunk, { onBadRecord: (report) => reported.push(report) })];
    expect(events.map((event) => event.toMessage()), what).toEqual(messages);
    expect(reported, what).toEqual(expected);
    expect(expected.length, what).toBe(2);
  }
});

test('agrees on any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 30 }), record.map((body) => chunkOf(body)))), (parts) => {
      const chunk = concat(parts);
      const expected: BadRecord[] = [];
      const reported: BadRecord[] = [];
      const messages = [...decodeEvents(chunk, { onBadRecord: (report) => expected.push(report) })];
      const events = [...logEvents(chunk, { onBadRecord: (report) => reported.push(report) })];
      expect(events.map((event) => event.toMessage())).toEqual(messages);
      expect(reported).toEqual(expected);
    }),
  );
});

test('events keep their groups', () => {
  const groups = [1, 2].map((n) => ({ metadata: { schema: 'otlp', n }, attributes: {} }));
  const chunk = new ChunkEncoder();
  for (const n of [0, 1, 2, 3]) chunk.add({ time, record: { n }, group: groups[n >> 1] as never });
  const bytes = chunk.finish().slice();
  const events = [...logEvents(bytes)];
  expect(events.map(({ group }) => group?.metadata['n'])).toEqual([1, 1, 2, 2]);
  expect(encode(events)).toEqual(bytes);
  events[1]?.set('n', 'one');
  events[2]?.set('n', 'two');
  const again = [...decodeEvents(encode(events))];
  expect(again.map(({ record: body, group }) => [body['n'], group?.metadata['n']])).toEqual([
    [0, 1],
    ['one', 1],
    ['two', 2],
    [3, 2],
  ]);
});
