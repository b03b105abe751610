import { Encoder } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findEnd, spans } from '../../../src/codec/boundaries.ts';
import { concat, msgpackValue } from './arbitraries.ts';

const zeros = (size: number): number[] => new Array<number>(size).fill(0);

describe('every kind of head', () => {
  // [name, head and length bytes, payload bytes after them]
  const kinds: [string, number[], number][] = [
    ['positive fixint', [0x7f], 0],
    ['negative fixint', [0xe0], 0],
    ['nil', [0xc0], 0],
    ['never used', [0xc1], 0],
    ['false', [0xc2], 0],
    ['true', [0xc3], 0],
    ['bin 8', [0xc4, 3], 3],
    ['bin 16', [0xc5, 1, 0], 256],
    ['bin 32', [0xc6, 0, 1, 0, 0], 65536],
    ['ext 8', [0xc7, 3], 4],
    ['ext 16', [0xc8, 1, 0], 257],
    ['ext 32', [0xc9, 0, 0, 0, 2], 3],
    ['float 32', [0xca], 4],
    ['float 64', [0xcb], 8],
    ['uint 8', [0xcc], 1],
    ['uint 16', [0xcd], 2],
    ['uint 32', [0xce], 4],
    ['uint 64', [0xcf], 8],
    ['int 8', [0xd0], 1],
    ['int 16', [0xd1], 2],
    ['int 32', [0xd2], 4],
    ['int 64', [0xd3], 8],
    ['fixext 1', [0xd4], 2],
    ['fixext 2', [0xd5], 3],
    ['fixext 4', [0xd6], 5],
    ['fixext 8', [0xd7], 9],
    ['fixext 16', [0xd8], 17],
    ['fixstr', [0xbf], 31],
    ['str 8', [0xd9, 200], 200],
    ['str 16', [0xda, 1, 1], 257],
    ['str 32', [0xdb, 0, 0, 0, 5], 5],
    ['fixarray', [0x9f], 15],
    ['array 16', [0xdc, 1, 0], 256],
    ['array 32', [0xdd, 0, 0, 0, 3], 3],
    ['fixmap', [0x8f], 30],
    ['map 16', [0xde, 1, 0], 512],
    ['map 32', [0xdf, 0, 0, 0, 3], 6],
  ];
  test.each(kinds)('%s', (_, head, payload) => {
    const bytes = Uint8Array.from([0xc3, ...head, ...zeros(payload), 0xc3]);
    const size = head.length + payload;
    expect(findEnd(bytes, 1)).toBe(1 + size);
    for (const cut of [1, head.length, size - 1]) {
      if (cut < size) expect(findEnd(bytes.subarray(0, 1 + cut), 1)).toBe(-1);
    }
  });
});

test('lengths of 4 GB and more in few bytes are truncated, at once', () => {
  for (const head of [0xc6, 0xc9, 0xdb, 0xdd, 0xdf]) {
    const lie = [head, 0xff, 0xff, 0xff, 0xff];
    expect(findEnd(Uint8Array.from(lie), 0)).toBe(-1);
    expect(findEnd(Uint8Array.from(Array.from({ length: 1000 }, () => lie).flat()), 0)).toBe(-1);
  }
});

test('nests as deep as it likes', () => {
  for (const [head, levels] of [
    [0x91, 10_000],
    [0x91, 2_000_000],
  ] as const) {
    const bytes = new Uint8Array(levels + 2).fill(head);
    bytes[levels] = 0xc0;
    expect(findEnd(bytes, 0)).toBe(levels + 1);
    expect(findEnd(bytes.subarray(0, levels), 0)).toBe(-1);
  }
});

test('finds the values that the library wrote, and every cut', () => {
  const encoder = new Encoder();
  fc.assert(
    fc.property(fc.array(msgpackValue, { maxLength: 5 }), (values) => {
      const parts = values.map((value) => encoder.encode(value));
      const bytes = concat(parts);
      let at = 0;
      const expected = parts.map(({ length }) => ({ start: at, end: (at += length), truncated: false }));
      expect([...spans(bytes)]).toEqual(expected);
      for (let cut = 0; cut < bytes.length; cut++) {
        const found = [...spans(bytes.subarray(0, cut))];
        const whole = expected.filter(({ end }) => end <= cut);
        expect(found.slice(0, whole.length)).toEqual(whole);
        expect(found.length).toBe(whole.length + (cut === (whole.at(-1)?.end ?? 0) ? 0 : 1));
      }
    }),
    { numRuns: 50 },
  );
});

test('arbitrary bytes are covered without gaps', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      let at = 0;
      for (const { start, end } of spans(bytes)) {
        expect(start).toBe(at);
        expect(end).toBeGreaterThan(start);
        at = end;
      }
      expect(at).toBe(bytes.length);
    }),
  );
});
