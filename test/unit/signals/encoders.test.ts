import { Counter, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { Chunk, type MetricFamily, type MetricFamilyInput } from '../../../src/index.ts';
import { readRegistry } from '../../../src/signals/registry.ts';
import { encodeMetrics, encodeTraces } from '../../../src/testing/index.ts';
import { eventMetrics, eventTraces, nodeMetrics, otlpMetrics, otlpTraces } from './captured.ts';
import { allKinds, shop } from './written.ts';

const metricsOf = (bytes: Uint8Array) => new Chunk('t', bytes).metrics;
const tracesOf = (bytes: Uint8Array) => new Chunk('t', bytes).traces;
/** What is not written: the context, and an integer that a double holds exactly. */
const withoutContext = (families: readonly MetricFamily[]) => families.map(({ context: _, ...rest }) => rest);

describe('metrics', () => {
  test.each([
    ['node_exporter_metrics', nodeMetrics],
    ['event_type', eventMetrics],
    ['opentelemetry', otlpMetrics],
  ])('what %s sent is written as it came', (_, bytes) => {
    const families = metricsOf(bytes);
    expect(withoutContext(metricsOf(encodeMetrics(families)))).toEqual(withoutContext(families));
  });

  test('what may be left out: the time, the help, labels, the last bucket', () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const [gauge, histogram] = metricsOf(
      encodeMetrics([
        { type: 'gauge', name: 'a', samples: [{ value: 1 }] },
        { type: 'histogram', name: 'b', samples: [{ count: 2, sum: 3, buckets: [{ le: 1, count: 1 }] }] },
      ]),
    );
    expect(gauge).toMatchObject({ name: 'a', help: 'a', unit: '', labelNames: [], samples: [{ labels: {}, value: 1 }] });
    expect(gauge?.samples[0]?.timestamp).toBeGreaterThanOrEqual(before);
    expect(histogram?.samples[0]).toMatchObject({ buckets: [{ le: 1, count: 1 }, { le: Infinity, count: 2 }] });
  });

  test('only keys that Fluent Bit 2.2 knows, unless more is said', () => {
    const text = Buffer.from(encodeMetrics(allKinds(0))).toString('latin1');
    expect(text).not.toMatch(/unit|start_ts|value_type|exp_histogram/);
  });

  test('labels that only some samples have', () => {
    const samples: MetricFamilyInput['samples'] = [{ value: 1 }, { labels: { a: 'x' }, value: 2 }, { labels: { b: 7 }, value: 3 }];
    const [family] = metricsOf(encodeMetrics([{ type: 'untyped', name: 'm', samples } as MetricFamilyInput]));
    expect(family?.labelNames).toEqual(['a', 'b']);
    expect(family?.samples.map(({ labels }) => labels)).toEqual([{}, { a: 'x', b: '' }, { a: '', b: '7' }]);
  });

  test('integers of 64 bits', () => {
    const values = [5n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 64n - 1n];
    const samples = values.map((asInt, n) => ({ labels: { n }, value: Number(asInt), asInt }));
    const [family] = metricsOf(encodeMetrics([{ type: 'gauge', name: 'm', samples }]));
    expect(family?.samples.map((sample) => 'asInt' in sample && sample.asInt)).toEqual([false, ...values.slice(1)]);
  });

  test('a registry of prom-client', async () => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: 'c', help: 'C', labelNames: ['k'], registers }).inc({ k: 'v' }, 2);
    const histogram = new Histogram({ name: 'h', help: 'H', buckets: [1, 10], registers });
    for (const value of [0.5, 5, 50]) histogram.observe(value);
    new Summary({ name: 's', help: 'S', percentiles: [0.5], registers }).observe(4);
    expect(metricsOf(encodeMetrics(await readRegistry(registry)))).toMatchObject([
      { type: 'counter', name: 'c', help: 'C', labelNames: ['k'], samples: [{ labels: { k: 'v' }, value: 2 }] },
      {
        type: 'histogram',
        samples: [
          {
            count: 3,
            sum: 55.5,
            buckets: [
              { le: 1, count: 1 },
              { le: 10, count: 2 },
              { le: Infinity, count: 3 },
            ],
          },
        ],
      },
      { type: 'summary', samples: [{ count: 1, sum: 4, quantiles: [{ quantile: 0.5, value: 4 }] }] },
    ]);
  });

  const bucket = (le: number) => ({ count: 1, sum: 1, buckets: [{ le, count: 1 }] });
  test.each<[string, MetricFamilyInput, string]>([
    ['no name', { type: 'gauge', name: '', samples: [] }, 'metric "": it has no name'],
    ['an unknown type', { type: 'x' as 'gauge', name: 'm', samples: [] }, 'metric "m": it is of the unknown type x'],
    [
      'a sample twice',
      { type: 'gauge', name: 'm', samples: [{ labels: { a: 1 }, value: 1 }, { labels: { a: '1' }, value: 2 }] },
      'two samples with the labels {"a":"1"}',
    ],
    [
      'other buckets',
      { type: 'histogram', name: 'm', samples: [bucket(1), { ...bucket(2), labels: { a: 'b' } }] },
      'different buckets or quantiles',
    ],
    ['a count that is none', { type: 'histogram', name: 'm', samples: [{ ...bucket(1), count: 0.5 }] }, '0.5 is not an integer'],
    ['a value that is none', { type: 'gauge', name: 'm', samples: [{ value: '1' as never }] }, 'a sample is none of a gauge'],
    ['a time that is none', { type: 'gauge', name: 'm', samples: [{ value: 1, timestamp: NaN }] }, 'metric "m": not a time'],
  ])('refuses %s', (_, family, reason) => {
    expect(() => encodeMetrics([family])).toThrow(reason);
  });
});

describe('traces', () => {
  test.each([
    ['event_type', eventTraces],
    ['opentelemetry', otlpTraces],
  ])('what %s sent is written as it came', (_, bytes) => {
    const traces = tracesOf(bytes);
    // An empty trace state is written as none.
    const normal = JSON.parse(JSON.stringify(traces, (_key, value) => (typeof value === 'bigint' ? String(value) : value === '' ? undefined : value)));
    const again = JSON.parse(JSON.stringify(tracesOf(encodeTraces(traces)), (_key, value) => (typeof value === 'bigint' ? String(value) : value)));
    expect(again).toEqual(normal);
  });

  test('only what has to be said', () => {
    const [resourceSpans] = tracesOf(encodeTraces(shop(7)));
    expect(resourceSpans?.resource.attributes).toEqual({ 'service.name': 'shop', n: 7 });
    const [full, bare] = resourceSpans?.scopeSpans[0]?.spans ?? [];
    expect(full).toMatchObject({
      kind: 'server',
      attributes: { status: 200, ratio: 0.5, list: ['x', -1, [2.5]], map: { deep: 'y' } },
      links: [{ traceId: '5b8efff798038103d269b633813fc60d' }],
      status: { code: 'error', message: 'slow' },
    });
    expect(full?.attributes).not.toHaveProperty('gone');
    expect(bare).toMatchObject({ kind: 'unspecified', events: [], links: [], status: { code: 'unset' } });
    const text = Buffer.from(encodeTraces(shop(7))).toString('latin1');
    expect(text).not.toMatch(/dropped_events_count|dropped_links_count/);
  });

  const span = (more: object) => [{ scopeSpans: [{ spans: [{ ...shop(0)[0]?.scopeSpans[0]?.spans[1], ...more } as never] }] }];
  test.each([
    ['a short ID', span({ spanId: 'abc' }), 'span "bare": spanId is not 16 hexadecimal digits: abc'],
    ['no time', span({ endTimeUnixNano: undefined }), 'it has no end_time_unix_nano'],
    ['an unknown kind', span({ kind: 'x' }), 'kind is "x", not one of unspecified, internal, '],
    ['a function', span({ attributes: { f: () => 1 } }), 'an attribute cannot be of type function'],
    ['nil in a list', span({ attributes: { f: [null] } }), 'an attribute cannot be null'],
  ])('refuses %s', (_, input, reason) => {
    expect(() => encodeTraces(input)).toThrow(reason);
  });

  test('long texts, lists and integers', () => {
    const attributes = {
      long: 'ü'.repeat(70_000),
      list: Array.from({ length: 70_000 }, (_, i) => i * 100_000),
      bytes: new Uint8Array(300),
      min: -(2n ** 63n),
      max: 2n ** 64n - 1n,
    };
    const [resourceSpans] = tracesOf(encodeTraces([{ resource: { attributes }, scopeSpans: [] }]));
    expect(resourceSpans?.resource.attributes).toEqual(attributes);
  });
});
