/** Chunks of any bytes: what comes from the wire was written by anybody. */
import { decode, Encoder } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEnd, spans } from '../../../src/codec/boundaries.ts';
import { decodeEvents, decodeGroups, type BadRecord, type DecodedEvent } from '../../../src/codec/decoder.ts';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { jsonText } from '../../../src/codec/json-text.ts';
import { toJSONLines } from '../../../src/codec/json.ts';
import { Reader } from '../../../src/codec/reader.ts';
import type { Value } from '../../../src/codec/values.ts';
import { Chunk } from '../../../src/plugin/chunk.ts';
import { concat, msgpackValue, record } from './arbitraries.ts';
import { wire } from './wire.ts';

const HEAD = [0x92, 0x92, 0xd7, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x80];
const GOOD = new EventEncoder().encode({ time: new EventTime(9), record: { ok: true } }).slice();

const decodeAll = (bytes: Uint8Array): { events: DecodedEvent[]; bad: BadRecord[] } => {
  const bad: BadRecord[] = [];
  return { events: [...decodeEvents(bytes, { onBadRecord: (one) => bad.push(one) })], bad };
};
const event = (body: Uint8Array | readonly number[]): Uint8Array => concat([Uint8Array.from([...HEAD, 0x81, 0xa1, 0x76]), Uint8Array.from(body)]);

describe('any bytes', () => {
  /** Reads them in every way that there is. */
  const readAll = (bytes: Uint8Array): void => {
    const { events, bad } = decodeAll(bytes);
    for (const one of events) {
      JSON.parse(jsonText(one.record));
      // It is a message: an input may write it again, unless it nests deeper than Fluent Bit reads.
      expect(() => new EventEncoder().encode(one)).toSatisfy(encodesOrSaysWhy);
    }
    let end = 0;
    for (const { offset, length, reason } of bad) {
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(length).toBeGreaterThan(0);
      expect(reason).not.toBe('');
      end = offset + length;
    }
    expect(end).toBeLessThanOrEqual(bytes.length);
    decodeGroups(bytes);
    expect(toJSONLines(bytes).split('\n').length - 1).toBe(events.length);
    for (const look of [(chunk: Chunk) => chunk.metrics, (chunk: Chunk) => chunk.traces, (chunk: Chunk) => [...chunk]]) {
      try {
        look(new Chunk('t', bytes));
      } catch (error) {
        if (!(error instanceof TypeError && /holds \w+, not \w+/.test(error.message))) expect(error).toHaveProperty('code', 'FLB_NODE_E_BAD_CHUNK');
      }
    }
  };

  test('noise', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readAll), { numRuns: 2000 });
  });

  test('heads that fit each other, with lengths that lie', () => {
    fc.assert(fc.property(wire, readAll), { numRuns: 3000 });
  });

  test('the same as the body of an event: the records before it come, and those behind it when it is whole', () => {
    fc.assert(
      fc.property(wire, (body) => {
        const bytes = event(body);
        const end = findEnd(bytes, 0);
        const { events, bad } = decodeAll(concat([GOOD, bytes.subarray(0, end < 0 ? undefined : end), ...(end < 0 ? [] : [GOOD])]));
        expect(events[0]?.record).toEqual({ ok: true });
        if (end < 0) expect(bad.at(-1)?.kind ?? 'truncated').toBe('truncated');
        else expect(events.at(-1)?.record).toEqual({ ok: true });
      }),
      { numRuns: 2000 },
    );
  });

  test('truncated anywhere', () => {
    fc.assert(
      fc.property(record, fc.nat(), (body, at) => {
        const bytes = new EventEncoder().encode({ time: 1, record: body });
        const cut = bytes.subarray(0, at % bytes.length);
        const { events, bad } = decodeAll(concat([GOOD, cut]));
        expect(events.map((one) => one.record)).toEqual([{ ok: true }]);
        expect(bad.map(({ kind }) => kind)).toEqual(cut.length > 0 ? ['truncated'] : []);
      }),
    );
  });
});

describe('lengths of 4 GB', () => {
  const lie = [0xff, 0xff, 0xff, 0xff];
  test.each([
    ['str 32', [0xdb, ...lie]],
    ['bin 32', [0xc6, ...lie]],
    ['ext 32', [0xc9, ...lie, 0]],
    ['array 32', [0xdd, ...lie]],
    ['map 32', [0xdf, ...lie]],
    ['arrays in arrays', Array.from({ length: 500 }, () => [0xdd, ...lie]).flat()],
    ['maps in maps', Array.from({ length: 500 }, () => [0xdf, ...lie, 0xa0]).flat()],
    ['nearly all of it', [0xdd, 0, 0x10, 0, 0, ...Array.from({ length: 100_000 }, () => 0)]],
  ])('%s take no memory for what is not there', (_, body) => {
    const bytes = event(body);
    const before = process.memoryUsage();
    const { events, bad } = decodeAll(bytes);
    const after = process.memoryUsage();
    expect(events).toEqual([]);
    expect(bad).toMatchObject([{ kind: 'truncated', offset: 0, length: bytes.length }]);
    expect(after.heapTotal + after.arrayBuffers - before.heapTotal - before.arrayBuffers).toBeLessThan(64e6);
  });
});

describe('nesting', () => {
  const nest = (levels: number, open: number[], inner: number[]): number[] => [
    ...Array.from({ length: levels }, () => open).flat(),
    ...inner,
  ];
  test.each([
    ['arrays', nest(10_000, [0x91], [0xc0])],
    ['maps', nest(10_000, [0x81, 0xa1, 0x61], [0xc0])],
    ['keys of keys', [...nest(10_000, [0x81], [0xc0]), ...Array.from({ length: 10_000 }, () => 0xc0)]],
  ])('10,000 levels of %s cost one record', (_, body) => {
    const { events, bad } = decodeAll(concat([GOOD, event(body), GOOD]));
    expect(events).toHaveLength(2);
    expect(bad).toMatchObject([{ kind: 'malformed' }]);
  });

  test('a key that is a map is its JSON, one with such a key of its own is refused', () => {
    const { events } = decodeAll(event([0x81, 0x81, 0xa1, 0x61, 1, 2]));
    expect(events[0]?.record).toEqual({ v: { '{"a":1}': 2 } });
    // 30 levels of 2 bytes: as JSON in JSON this was 2^30 characters.
    const { bad } = decodeAll(event([...nest(30, [0x81], [0xc0]), ...Array.from({ length: 30 }, () => 0xc0)]));
    expect(bad).toMatchObject([{ kind: 'malformed', reason: expect.stringMatching(/key of a map within a key/) as string }]);
    // And a key that cannot be read says nothing about the next record's.
    const broken = event([0x81, 0x91, 0xc1, 1]);
    expect(decodeAll(concat([broken, event([0x81, 0x91, 7, 1])])).events.map((one) => one.record)).toEqual([{ v: { '[7]': 1 } }]);
  });
});

describe('keys', () => {
  const key = fc.oneof(
    fc.constantFrom<unknown>('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '0', '4294967295', null, true, -1, 1.5),
    fc.string(),
  );
  test('of any kind, twice, and those of Object.prototype: the last value counts, nothing is polluted', () => {
    const library = new Encoder();
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.integer()), { maxLength: 20 }), (entries) => {
        const body = concat([
          Uint8Array.of(0xde, 0, entries.length),
          ...entries.flatMap(([name, value]) => [library.encode(name), library.encode(value)]),
        ]);
        const [one] = decodeAll(event(body)).events;
        const expected = new Map(entries.map(([name, value]) => [typeof name === 'string' ? name : JSON.stringify(name), value]));
        expect(new Map(Object.entries(one?.record.v as object))).toEqual(expected);
        expect(Object.getPrototypeOf(one?.record.v)).toBe(Object.prototype);
      }),
    );
  });
});

describe('against @msgpack/msgpack', () => {
  test('values agree', () => {
    const library = new Encoder();
    fc.assert(
      fc.property(msgpackValue, (value) => {
        const bytes = library.encode(value);
        const reader = new Reader(bytes);
        expect(reader.value()).toEqual(value);
        expect(reader.position).toBe(bytes.length);
      }),
    );
  });

  test('numbers of every width agree, NaN, -0 and the extremes among them', () => {
    const bits = fc.tuple(fc.constantFrom(0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3), fc.uint8Array({ minLength: 8, maxLength: 8 }));
    const extremes = fc.constantFrom(
      ...[0x00, 0x7f, 0x80, 0xff].flatMap((first) => [0x00, 0xff].map((rest) => [0xcf, first, ...Array<number>(7).fill(rest)])),
      [0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0],
      [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 1],
      [0xcb, 0xff, 0xf0, 0, 0, 0, 0, 0, 0],
    );
    const widths = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];
    const number = fc.oneof(
      extremes.chain((bytes) => fc.constantFrom(bytes, [bytes[0] === 0xcf ? 0xd3 : 0xcb, ...bytes.slice(1)])),
      bits.map(([head, payload]) => [head, ...payload.subarray(0, widths[head - 0xca])]),
    );
    fc.assert(
      fc.property(number, (numbers) => {
        const bytes = Uint8Array.from(numbers);
        const theirs = decode(bytes, { useBigInt64: true });
        const exact = typeof theirs === 'bigint' && Number.isSafeInteger(Number(theirs)) ? Number(theirs) : theirs;
        expect(new Reader(bytes).value()).toBe(exact);
      }),
      { numRuns: 2000 },
    );
  });

  test('what one refuses the other does, or it is text', () => {
    fc.assert(
      fc.property(wire, (bytes) => {
        const theirs = attempt(() => decode(bytes));
        const [first] = spans(bytes);
        // It wants all the bytes, and knows neither of odd keys nor of __proto__; its own depth is 100.
        if (theirs.ok && theirs.value !== undefined) expect(first).toEqual({ start: 0, end: bytes.length, truncated: false });
        if (first?.truncated) expect(theirs.ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});

test('JSON of any value is JSON', () => {
  fc.assert(
    fc.property(wire, (bytes) => {
      const value = attempt(() => new Reader(bytes).value());
      if (value.ok) JSON.parse(jsonText(value.value as Value));
    }),
    { numRuns: 2000 },
  );
});

function encodesOrSaysWhy(encode: () => unknown): boolean {
  const { ok, error } = attempt(encode);
  return ok || /levels deep/.test(String(error));
}

function attempt<T>(run: () => T): { ok: boolean; value?: T; error?: unknown } {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, error };
  }
}
