import { Encoder, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvents, decodeGroups, type BadRecord, type DecodedEvent } from '../../../src/codec/decoder.ts';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { concat, eventTime, msgpackValue, record } from './arbitraries.ts';

const decodeAll = (bytes: Uint8Array): { events: DecodedEvent[]; bad: BadRecord[] } => {
  const bad: BadRecord[] = [];
  return { events: [...decodeEvents(bytes, { onBadRecord: (one) => bad.push(one) })], bad };
};
const bytes = (...parts: (number | string | Uint8Array | number[])[]): Uint8Array =>
  concat(
    parts.map((part) =>
      typeof part === 'number'
        ? Uint8Array.of(part)
        : typeof part === 'string'
          ? Buffer.from(part)
          : Uint8Array.from(part),
    ),
  );
const encoder = new EventEncoder();
const encoded = (event: Parameters<EventEncoder['encode']>[0]): Uint8Array => encoder.encode(event).slice();
const TIME = [0xd7, 0, 0, 0, 0, 1, 0, 0, 0, 2];
const HEAD = [0x92, 0x92, ...TIME, 0x80];
/** The value of the only key of the only record. */
const decodeValue = (value: Uint8Array | number[]): unknown => {
  const { events, bad } = decodeAll(bytes(HEAD, 0x81, 0xa1, 'v', value));
  expect(bad).toEqual([]);
  return events[0]?.record.v;
};

describe('formats', () => {
  test('v2, with and without metadata', () => {
    expect(decodeAll(bytes(HEAD, 0x81, 0xa1, 'a', 1, 0x92, 0x92, TIME, 0x81, 0xa1, 'm', 2, 0x80)).events).toEqual([
      { time: new EventTime(1, 2), record: { a: 1 } },
      { time: new EventTime(1, 2), record: {}, metadata: { m: 2 } },
    ]);
  });

  test.each<[string, number[], EventTime]>([
    ['ext', TIME, new EventTime(1, 2)],
    ['ext 8', [0xc7, 8, ...TIME.slice(1)], new EventTime(1, 2)],
    ['fixint', [5], new EventTime(5)],
    ['uint 32', [0xce, 0x65, 0x53, 0xf1, 0], new EventTime(1_700_000_000)],
    ['uint 64', [0xcf, 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0], new EventTime(1_700_000_000)],
    ['float 64', [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], new EventTime(1, 500_000_000)],
    ['float 32', [0xca, 0x3f, 0xc0, 0, 0], new EventTime(1, 500_000_000)],
    ['too many nanoseconds', [0xd7, 0, 0, 0, 0, 1, 0x77, 0x35, 0x94, 1], new EventTime(3, 1)],
  ])('legacy and v2 with time as %s', (_, time, expected) => {
    expect(decodeAll(bytes(0x92, time, 0x80, 0x92, 0x92, time, 0x80, 0x80))).toEqual({
      events: [
        { time: expected, record: {} },
        { time: expected, record: {} },
      ],
      bad: [],
    });
  });

  test('array 16 and 32 for the event and its header', () => {
    expect(decodeAll(bytes(0xdc, 0, 2, 0xdd, 0, 0, 0, 2, TIME, 0x80, 0xdf, 0, 0, 0, 0)).events).toHaveLength(1);
  });

  test('nothing', () => expect(decodeAll(new Uint8Array())).toEqual({ events: [], bad: [] }));

  test('a view into a larger buffer', () => {
    const whole = bytes(0xff, 0xff, HEAD, 0x81, 0xa1, 'v', 0xc4, 1, 9, 0xff);
    const { events } = decodeAll(whole.subarray(2, -1));
    expect(events[0]?.record.v).toEqual(Uint8Array.of(9));
    whole.fill(0);
    expect(events[0]?.record.v).toEqual(Uint8Array.of(9));
  });

  test('decodes on demand', () => {
    const bad: BadRecord[] = [];
    const events = decodeEvents(bytes(HEAD, 0x80, 1, HEAD, 0x80), { onBadRecord: (one) => bad.push(one) });
    events.next();
    expect(bad).toEqual([]);
    events.next();
    expect(bad).toHaveLength(1);
  });
});

describe('values', () => {
  test.each<[string, number[], unknown]>([
    ['uint 64 that a number holds', [0xcf, 0, 0x1f, 255, 255, 255, 255, 255, 255], Number.MAX_SAFE_INTEGER],
    ['uint 64 beyond', [0xcf, 0, 0x20, 0, 0, 0, 0, 0, 0], 2n ** 53n],
    ['uint 64 max', [0xcf, 255, 255, 255, 255, 255, 255, 255, 255], 2n ** 64n - 1n],
    ['int 64 that a number holds', [0xd3, 255, 255, 255, 255, 255, 255, 255, 255], -1],
    ['int 64 min', [0xd3, 128, 0, 0, 0, 0, 0, 0, 0], -(2n ** 63n)],
    ['int 8', [0xd0, 0x80], -128],
    ['int 16', [0xd1, 0x80, 0], -32768],
    ['int 32', [0xd2, 0x80, 0, 0, 0], -(2 ** 31)],
    ['NaN', [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], NaN],
    ['float 32', [0xca, 0x3f, 0, 0, 0], 0.5],
    ['bin', [0xc4, 2, 1, 2], Uint8Array.of(1, 2)],
    ['ext 5', [0xd4, 5, 7], new ExtData(5, Uint8Array.of(7))],
    ['ext -1', [0xd6, 255, 1, 2, 3, 4], new ExtData(-1, Uint8Array.of(1, 2, 3, 4))],
    ['ext 0 of 8 bytes', TIME, new EventTime(1, 2)],
    ['ext 0 of 1 byte', [0xd4, 0, 7], new ExtData(0, Uint8Array.of(7))],
    [
      'ext 0 that is a marker',
      [0xd7, 0, 255, 255, 255, 255, 0, 0, 0, 0],
      new ExtData(0, Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)),
    ],
    ['nested', [0x92, 0x90, 0x81, 0xa1, 0x61, 0x80], [[], { a: {} }]],
    ['true, false, nil', [0x93, 0xc3, 0xc2, 0xc0], [true, false, null]],
  ])('%s', (_, wire, expected) => expect(decodeValue(wire)).toEqual(expected));

  const text = (raw: Uint8Array): Uint8Array => bytes(0xdb, 0, 0, raw.length >> 8, raw.length & 255, raw);

  test('valid text is exact at every length, byte order marks included', () => {
    for (let length = 0; length < 300; length += 7) {
      for (const sample of ['x'.repeat(length), `\ufeff${'é'.repeat(length)}`, `${'a'.repeat(length)}😀\0`]) {
        expect(decodeValue(text(Buffer.from(sample)))).toBe(sample);
      }
    }
  });

  test('invalid text has U+FFFD, the same at every length', () => {
    const samples: [number[], string][] = [
      [[0xff], '\ufffd'],
      [[0xc3], '\ufffd'],
      [[0xc3, 0x28], '\ufffd('],
      [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
      [[0xe2, 0x82], '\ufffd'],
      [[0xc0, 0x80], '\ufffd\ufffd'],
      [[0xf0, 0x9f, 0x98], '\ufffd'],
    ];
    for (const [raw, expected] of samples) {
      for (const pad of [0, 5, 23, 24, 25, 199, 200, 201, 5000]) {
        expect(decodeValue(text(bytes('x'.repeat(pad), raw, 'y')))).toBe(`${'x'.repeat(pad)}${expected}y`);
      }
    }
  });

  test('keys: __proto__ is own and pollutes nothing; others become strings; the last of two wins', () => {
    const map = bytes(
      0x8a,
      0xa9,
      '__proto__',
      0x81,
      0xa8,
      'polluted',
      1,
      0xc0,
      1,
      7,
      2,
      0xc3,
      3,
      0xc4,
      1,
      'b',
      4,
      0x91,
      0xc0,
      5,
      0xcb,
      0x3f,
      0xf8,
      0,
      0,
      0,
      0,
      0,
      0,
      6,
      0xa1,
      'd',
      7,
      0xa1,
      'd',
      8,
      0xcf,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      9,
    );
    const decoded = decodeValue(map) as Record<string, unknown>;
    expect(Object.entries(decoded)).toEqual([
      ['7', 2],
      ['__proto__', { polluted: 1 }],
      ['null', 1],
      ['true', 3],
      ['b', 4],
      ['[null]', 5],
      ['1.5', 6],
      ['d', 8],
      ['18446744073709551615', 9],
    ]);
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a bad record costs only itself', () => {
  const good = encoded({ time: new EventTime(9), record: { ok: true } });
  const deep = new Uint8Array(10_000).fill(0x91);
  test.each<[string, BadRecord['kind'], Uint8Array]>([
    ['a number', 'not-an-event', bytes(7)],
    ['a map', 'not-an-event', bytes(0x81, 1, 2)],
    ['array of 3', 'not-an-event', bytes(0x93, 1, 0x80, 0x80)],
    ['array of 0', 'not-an-event', bytes(0x90)],
    ['header of 3', 'not-an-event', bytes(0x92, 0x93, TIME, 0x80, 0x80, 0x80)],
    ['metadata no map', 'not-an-event', bytes(0x92, 0x92, TIME, 1, 0x80)],
    ['record no map', 'not-an-event', bytes(0x92, 1, 0xa1, 'x')],
    ['time nil', 'bad-time', bytes(0x92, 0xc0, 0x80)],
    ['time negative', 'bad-time', bytes(0x92, 0xff, 0x80)],
    ['time NaN', 'bad-time', bytes(0x92, 0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0, 0x80)],
    ['time too large', 'bad-time', bytes(0x92, 0xcf, 255, 255, 255, 255, 255, 255, 255, 255, 0x80)],
    ['time ext 1', 'bad-time', bytes(0x92, 0xd7, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0x80)],
    ['time ext of 4', 'bad-time', bytes(0x92, 0xd6, 0, 0, 0, 0, 1, 0x80)],
    ['marker with nanoseconds', 'bad-time', bytes(0x92, 0xd7, 0, 255, 255, 255, 255, 0, 0, 0, 1, 0x80)],
    ['0xc1', 'malformed', bytes(HEAD, 0x81, 0xa1, 'v', 0xc1)],
    ['0xc1 as a key', 'malformed', bytes(HEAD, 0x81, 0xc1, 1)],
    ['0xc1 alone', 'not-an-event', bytes(0xc1)],
    ['10,000 levels', 'malformed', bytes(HEAD, 0x81, 0xa1, 'v', deep, 0xc0)],
  ])('%s', (_, kind, wrong) => {
    const { events, bad } = decodeAll(concat([good, wrong, good]));
    expect(events).toHaveLength(2);
    expect(bad).toEqual([{ kind, offset: good.length, length: wrong.length, reason: expect.any(String) as string }]);
  });

  test('a length of 4 GB is a truncated end', () => {
    const { events, bad } = decodeAll(concat([good, bytes(HEAD, 0x81, 0xa1, 'v', 0xdd, 255, 255, 255, 255, 1)]));
    expect(events).toHaveLength(1);
    expect(bad).toMatchObject([{ kind: 'truncated', offset: good.length }]);
  });

  test('truncated at each byte', () => {
    const second = encoded({
      time: 1,
      metadata: { a: [1, 2.5] },
      record: { text: 'é'.repeat(40), bin: Uint8Array.of(1), n: 2n ** 60n },
    });
    const whole = concat([good, second]);
    for (let cut = 1; cut < second.length; cut++) {
      const { events, bad } = decodeAll(whole.subarray(0, good.length + cut));
      expect(events).toHaveLength(1);
      expect(bad).toMatchObject([{ kind: 'truncated', offset: good.length, length: cut }]);
    }
  });

  test('without a callback it is skipped', () => expect([...decodeEvents(bytes(7, good))]).toHaveLength(1));

  test('what the callback throws ends the decoding', () => {
    const events = decodeEvents(bytes(7, good), { onBadRecord: () => { throw new Error('stop'); } }); // prettier-ignore
    expect(() => events.next()).toThrow('stop');
  });
});

describe('groups', () => {
  const marker = (last: number, metadata: number[], body: number[]): Uint8Array =>
    bytes(0x92, 0x92, 0xd7, 0, 255, 255, 255, last, 0, 0, 0, 0, metadata, body);
  const start = (id: number): Uint8Array => marker(0xff, [0x81, 0xa1, 0x69, id], [0x81, 0xa1, 0x61, id]);
  const end = marker(0xfe, [0x80], [0x80]);
  const one = encoded({ time: 1, record: {} });

  test('markers are no records; what is between them has the group', () => {
    const chunk = concat([one, start(1), one, one, end, one, start(2), end, start(3), one]);
    const { events, bad } = decodeAll(chunk);
    const group = (id: number): object => ({ metadata: { i: id }, attributes: { a: id } });
    expect(bad).toEqual([]);
    expect(events.map((event) => event.group)).toEqual([undefined, group(1), group(1), undefined, group(3)]);
    expect(events[1]?.group).toBe(events[2]?.group);
    expect(decodeGroups(chunk)).toEqual([group(1), group(2), group(3)]);
  });

  test('a start without an end is followed by the next', () => {
    expect(decodeAll(concat([start(1), start(2), one])).events[0]?.group?.attributes).toEqual({ a: 2 });
  });

  test('a bad record does not end a group', () => {
    const { events, bad } = decodeAll(concat([start(1), bytes(7), one, end]));
    expect([events[0]?.group?.attributes, bad.length]).toEqual([{ a: 1 }, 1]);
  });

  test('what an encoder writes is never a marker', () => {
    expect(() => encoder.encode({ time: 0xffffffff * 1000, record: {} })).toThrow(/not a time/);
  });
});

describe('properties', () => {
  const event = fc.record({ time: eventTime, record, metadata: record });
  const expected = ({ metadata, ...rest }: { metadata: object }): object =>
    Object.keys(metadata).length > 0 ? { ...rest, metadata } : rest;

  test('records round-trip, and again', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), (events) => {
        const chunk = concat(events.map(encoded));
        const { events: decoded, bad } = decodeAll(chunk);
        expect(bad).toEqual([]);
        expect(decoded).toEqual(events.map(expected));
        expect(Buffer.compare(concat(decoded.map(encoded)), chunk)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('agrees with the library where that is right', () => {
    const library = new Encoder();
    fc.assert(
      fc.property(msgpackValue, (value) => {
        expect(decodeValue(library.encode(value))).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test('arbitrary bytes never throw, and every byte is accounted for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        decodeAll(noise);
        decodeGroups(noise);
      }),
      { numRuns: 2000 },
    );
  });

  test('no value between two records costs a neighbour', () => {
    const library = new Encoder();
    const good = fc.tuple(event, fc.constant(true));
    // No arrays: [0, {}] is an event of the older form.
    const wrong = fc.tuple(msgpackValue.filter((value) => !Array.isArray(value)), fc.constant(false));
    fc.assert(
      fc.property(fc.array(fc.oneof(good, wrong), { maxLength: 6 }), (parts) => {
        const goods = parts.filter(([, isGood]) => isGood).map(([one]) => one as Parameters<typeof encoded>[0]);
        const chunk = concat(parts.map(([one, isGood]) => (isGood ? encoded(one as never) : library.encode(one))));
        const { events, bad } = decodeAll(chunk);
        expect(events).toEqual(goods.map((one) => expected(one as never)));
        expect(bad).toHaveLength(parts.length - goods.length);
      }),
      { numRuns: 300 },
    );
  });

  test('one byte changed in one record keeps the records before it', () => {
    fc.assert(
      fc.property(event, event, fc.nat(), fc.integer({ min: 0, max: 255 }), (first, second, at, byte) => {
        const [a, b] = [encoded(first), encoded(second)];
        b[at % b.length] = byte;
        expect(decodeAll(concat([a, b])).events[0]).toEqual(expected(first));
      }),
      { numRuns: 500 },
    );
  });
});
