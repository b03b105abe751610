/** Chunks of metrics and traces whose values have any shape: the decoders say what is wrong, or give what there is. */
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Chunk } from '../../../src/index.ts';
import { Reader } from '../../../src/codec/reader.ts';
import type { Value } from '../../../src/codec/values.ts';
import { msgpackValue } from '../codec/arbitraries.ts';
import { eventMetrics, eventTraces, nodeMetrics, otlpMetrics, otlpTraces } from './captured.ts';

const captured = { metrics: [nodeMetrics, eventMetrics, otlpMetrics], traces: [eventTraces, otlpTraces] };

/** What may stand anywhere instead of what Fluent Bit writes. */
const odd = fc.oneof(
  msgpackValue,
  fc.constantFrom<unknown>(null, [], {}, -1, 1e300, NaN, 2n ** 64n - 1n, -(2n ** 63n), '__proto__', { toString: 1 }, { valueOf: null }, [[]]),
);

/** The value with one part, found by following `steps`, replaced. */
const replaced = (value: Value, steps: readonly number[], by: unknown): unknown => {
  const isContainer = typeof value === 'object' && value !== null && [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value) as never);
  const keys = isContainer ? Object.keys(value) : [];
  const [step, ...rest] = steps;
  if (step === undefined || keys.length === 0) return by;
  const key = keys[step % keys.length] as string;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced((value as Record<string, Value>)[key] as Value, rest, by);
  return copy;
};

describe.each(['metrics', 'traces'] as const)('%s', (type) => {
  const read = (bytes: Uint8Array): void => {
    const chunk = new Chunk('t', bytes);
    try {
      expect(Array.isArray(chunk[type])).toBe(true);
    } catch (error) {
      // The root may have become another type's.
      if (chunk.type !== type) expect(error).toBeInstanceOf(TypeError);
      else expect(error).toHaveProperty('code', 'FLB_NODE_E_BAD_CHUNK');
    }
  };

  test.each(captured[type].map((bytes, i) => [i, bytes] as const))('capture %i with any part replaced by anything', (_, bytes) => {
    const value = new Reader(bytes).value();
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 10 }), odd, (steps, by) => {
        read(encode(replaced(value, steps, by), { useBigInt64: true }));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(captured[type].map((bytes, i) => [i, bytes] as const))('capture %i cut anywhere, and with any byte changed', (_, bytes) => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        // Before its telling key has come it may be anything.
        const cut = new Chunk('t', bytes.subarray(0, at));
        if (at > 0) expect(() => cut[type]).toThrow(cut.type === type ? /cannot be decoded/ : /holds logs/);
        const changed = bytes.slice();
        changed[at] = byte;
        read(changed);
      }),
      { numRuns: 1000 },
    );
  });
});

test('static labels and label names that are no texts are named', () => {
  const metrics = (processing: unknown, labels: unknown): Uint8Array =>
    encode({ meta: { processing }, metrics: [{ meta: { type: 1, opts: { name: 'n' }, labels }, values: [{ ts: 1, value: 1, labels: ['v'] }] }] });
  const read = (bytes: Uint8Array) => new Chunk('t', bytes).metrics;
  expect(() => read(metrics({ static_labels: [[{ toString: 1 }, 'a']] }, []))).toThrow(/a static label is not two texts/);
  expect(() => read(metrics({}, [{ toString: 1 }]))).toThrow(/labels is not an array of texts/);
  const labels = read(metrics({ static_labels: [['host', 'h']] }, ['__proto__']))[0]?.samples[0]?.labels;
  expect(Object.entries(labels ?? {})).toEqual([['host', 'h'], ['__proto__', 'v']]);
});
