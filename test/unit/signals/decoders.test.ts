import { encode } from '@msgpack/msgpack';
import { describe, expect, test } from 'vitest';
import { Chunk, type MetricFamily } from '../../../src/index.ts';
import { encodeChunk } from '../../../src/testing/index.ts';
import { eventMetrics, eventTraces, nodeMetrics, otlpMetrics, otlpTraces } from './captured.ts';

const family = (bytes: Uint8Array, name: string): MetricFamily => {
  const found = new Chunk('t', bytes).metrics.find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

describe('metrics', () => {
  test('names, labels and times, as node_exporter_metrics sends them', () => {
    const chunk = new Chunk('t', nodeMetrics);
    expect(chunk.type).toBe('metrics');
    expect(chunk.metrics.map(({ name, type }) => [name, type])).toEqual([
      ['node_load1', 'gauge'],
      ['node_load5', 'gauge'],
      ['node_load15', 'gauge'],
      ['node_uname_info', 'gauge'],
    ]);
    expect(family(nodeMetrics, 'node_load1')).toEqual({
      type: 'gauge',
      name: 'node_load1',
      help: '1m load average.',
      unit: '',
      labelNames: [],
      samples: [{ labels: {}, timestamp: 1795168697934260063n, value: 3.53 }],
      context: { internal: {}, external: {} },
    });
    const [sample] = family(nodeMetrics, 'node_uname_info').samples;
    expect(sample).toMatchObject({ value: 1, labels: { sysname: 'Linux', machine: 'x86_64', domainname: '(none)' } });
  });

  test('a sample without labels in a family that has some', () => {
    expect(family(eventMetrics, 'kubernetes_network_load_counter')).toMatchObject({
      labelNames: ['hostname', 'app'],
      temporality: 'cumulative',
      samples: [
        { labels: {}, value: 3 },
        { labels: { hostname: 'localhost', app: 'cmetrics' }, value: 1 },
        { labels: { hostname: 'localhost', app: 'test' }, value: 12.15 },
      ],
    });
  });

  test('histograms and summaries of cmetrics', () => {
    const buckets = [
      { le: 0.05, count: 2 },
      { le: 5, count: 3 },
      { le: 10, count: 4 },
      { le: Infinity, count: 5 },
    ];
    expect(family(eventMetrics, 'k8s_network_load_histogram').samples[1]).toMatchObject({
      labels: { my_label: 'my_val' },
      count: 5,
      sum: 1013.021,
      buckets,
    });
    expect(family(eventMetrics, 'k8s_disk_load_summary').samples[1]).toMatchObject({
      count: 10,
      sum: 51.612894511314444,
      quantiles: [
        { quantile: 0.1, value: 11.11 },
        { quantile: 0.2, value: 0 },
        { quantile: 0.3, value: 33.33 },
        { quantile: 0.4, value: 44.44 },
        { quantile: 0.5, value: 55.55 },
      ],
    });
  });

  test("OTLP's kinds: exact integers, units, cumulative buckets, exponential histograms, the resource", () => {
    expect(family(otlpMetrics, 'requests')).toMatchObject({
      unit: '1',
      samples: [{ labels: { path: '/cart' }, timestamp: 1700000001000000001n, asInt: 9007199254740993n }],
      context: {
        internal: { producer: 'opentelemetry' },
        external: { resource: { attributes: { 'service.name': 'shop' } } },
      },
    });
    // They came as 1, 2, 3.
    expect(family(otlpMetrics, 'delay').samples[0]).toMatchObject({
      buckets: [
        { le: 0.5, count: 1 },
        { le: 1, count: 3 },
        { le: Infinity, count: 6 },
      ],
    });
    expect(family(otlpMetrics, 'size')).toMatchObject({
      type: 'exponential_histogram',
      temporality: 'delta',
      samples: [
        {
          count: 5,
          sum: 12.25,
          scale: 1,
          zeroCount: 1,
          zeroThreshold: 0.001,
          positive: { offset: -1, bucketCounts: [1, 2] },
          negative: { offset: 2, bucketCounts: [1] },
        },
      ],
    });
    expect(family(otlpMetrics, 'latency').samples[0]).toMatchObject({ quantiles: [{ value: 2.5 }, { value: 3.75 }] });
  });

  test('several maps in one chunk, each with its context', () => {
    const chunk = new Chunk('t', new Uint8Array(Buffer.concat([nodeMetrics, otlpMetrics, nodeMetrics])));
    expect(chunk.metrics).toHaveLength(13);
    expect(chunk.metrics[4]?.context).toBe(chunk.metrics[8]?.context);
    expect(chunk.metrics).toBe(chunk.metrics);
  });

  test('static labels are labels of every sample', () => {
    const opts = { ns: 'a', ss: 'b_', name: 'c', desc: 'd' };
    const bytes = encode({
      meta: { cmetrics: {}, external: {}, processing: { static_labels: [['host', 'h1']] } },
      metrics: [
        {
          meta: { ver: 2, type: 4, opts, labels: ['x', 'y'] },
          values: [{ ts: 1, start_ts: 2, value: 2, labels: [null, 'v'], hash: 0 }],
        },
      ],
    });
    expect(family(bytes, 'a_b_c')).toMatchObject({
      type: 'untyped',
      labelNames: ['host', 'x', 'y'],
      samples: [{ labels: { host: 'h1', y: 'v' }, timestamp: 1n, startTimestamp: 2n, value: 2 }],
    });
  });
});

describe('traces', () => {
  test('spans with events, links and status, as OTLP has them', () => {
    const chunk = new Chunk('t', otlpTraces);
    expect(chunk.type).toBe('traces');
    const [resourceSpans] = chunk.traces;
    expect(resourceSpans?.resource.attributes).toEqual({ 'service.name': 'shop', retries: 3 });
    expect(resourceSpans?.scopeSpans[0]?.scope).toEqual({
      name: 'my.library',
      version: '1.0.0',
      attributes: { a: true },
      droppedAttributesCount: 0,
    });
    expect(resourceSpans?.scopeSpans[0]?.spans).toEqual([
      {
        traceId: '5b8efff798038103d269b633813fc60c',
        spanId: 'eee19b7ec3c1b174',
        parentSpanId: 'eee19b7ec3c1b173',
        traceState: 'k=v',
        name: 'GET /cart',
        kind: 'server',
        startTimeUnixNano: 1700000000123456789n,
        endTimeUnixNano: 1700000001987654321n,
        attributes: { 'http.status_code': 200, ratio: 0.5 },
        droppedAttributesCount: 0,
        events: [
          {
            name: 'cache miss',
            timeUnixNano: 1700000000500000001n,
            attributes: { key: 'cart:7' },
            droppedAttributesCount: 0,
          },
        ],
        droppedEventsCount: 0,
        links: [
          {
            traceId: '5b8efff798038103d269b633813fc60d',
            spanId: 'eee19b7ec3c1b175',
            traceState: '',
            attributes: {},
            droppedAttributesCount: 0,
          },
        ],
        droppedLinksCount: 0,
        status: { code: 'error', message: 'slow' },
      },
      {
        traceId: '5b8efff798038103d269b633813fc60c',
        spanId: 'eee19b7ec3c1b176',
        name: 'bare',
        kind: 'internal',
        startTimeUnixNano: 1700000000000000000n,
        endTimeUnixNano: 1700000000000000001n,
        attributes: {},
        droppedAttributesCount: 0,
        events: [],
        droppedEventsCount: 0,
        links: [],
        droppedLinksCount: 0,
        status: { code: 'unset' },
      },
    ]);
  });

  test('nested attributes, schema addresses, a parent', () => {
    const [resourceSpans] = new Chunk('t', eventTraces).traces;
    expect(resourceSpans).toMatchObject({
      schemaUrl: 'https://ctraces/resource_span_schema_url',
      resource: { droppedAttributesCount: 5 },
      scopeSpans: [{ schemaUrl: 'https://ctraces/scope_span_schema_url', scope: { name: 'ctrace', attributes: {} } }],
    });
    const [main, work] = resourceSpans?.scopeSpans[0]?.spans ?? [];
    expect(main?.attributes).toMatchObject({ my_array: ['first', 2, false, [3.1, 5.2, 6.3]], 'my-list': { language: 'c' } });
    expect(main).not.toHaveProperty('parentSpanId');
    expect(work).toMatchObject({ parentSpanId: main?.spanId, kind: 'client', links: [{ traceState: 'aaabbbccc' }] });
  });
});

describe('what cannot be decoded', () => {
  const metrics = (values: unknown) => encode({ meta: {}, metrics: values });
  test.each([
    ['a truncated chunk', nodeMetrics.subarray(0, -5), 'at byte 0: it ends too early'],
    ['a second map that is cut off', Buffer.concat([nodeMetrics, nodeMetrics.subarray(0, 90)]), 'at byte 751:'],
    ['metrics that are no list', metrics(1), 'at byte 0: metrics is not an array'],
    ['a family that is no map', metrics([1]), 'metrics[0] is not a map'],
    ['an unknown type', metrics([{ meta: { type: 77, opts: { name: 'a' } } }]), 'unknown type 77'],
    [
      'a value that is none',
      metrics([{ meta: { type: 1, opts: { name: 'a' } }, values: [{ ts: 0, value: 'x' }] }]),
      'metrics[0].values[0].value is not a number',
    ],
  ])('%s', (_, bytes, reason) => {
    const chunk = new Chunk('app', bytes);
    expect(() => chunk.metrics).toThrow(reason);
    expect(() => chunk.metrics).toThrow(expect.objectContaining({ code: 'FLB_NODE_E_BAD_CHUNK' }));
  });

  test('a span without a time', () => {
    const bytes = encode({ resourceSpans: [{ scope_spans: [{ spans: [{ start_time_unix_nano: 'x' }] }] }] });
    expect(() => new Chunk('t', bytes).traces).toThrow(
      'resourceSpans[0].scope_spans[0].spans[0].start_time_unix_nano is not an integer',
    );
  });

  test('another type than was asked for says where to look', () => {
    expect(() => new Chunk('t', nodeMetrics).traces).toThrow('holds metrics, not traces: use chunk.metrics');
    expect(() => [...new Chunk('t', otlpTraces)]).toThrow('holds traces, not logs: use chunk.traces');
    expect(() => new Chunk('t', encodeChunk([{ record: {} }])).metrics).toThrow('holds logs, not metrics');
  });
});
