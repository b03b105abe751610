import { Counter, Gauge } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { FluentBitNodeError } from '../../../src/errors.ts';
import { Metrics } from '../../../src/metrics/metrics.ts';

const setUp = (): { metrics: Metrics; late: FluentBitNodeError[] } => {
  const late: FluentBitNodeError[] = [];
  return { metrics: new Metrics({ onLateMetric: (error) => late.push(error) }), late };
};

describe('families', () => {
  test('one of each kind', () => {
    const { metrics } = setUp();
    metrics.newCounter('c_total', 'C', ['b', 'a']);
    metrics.newGauge('g', 'G');
    metrics.newHistogram('h', 'H', ['x'], [1, 2.5, Infinity]);
    metrics.newHistogram('h_default', 'H');
    metrics.newSummary('s', 'S', [], [0.5, 0.99]);
    expect(metrics.families()).toEqual([
      { kind: 'counter', name: 'c_total', help: 'C', labels: ['b', 'a'], bounds: [] },
      { kind: 'gauge', name: 'g', help: 'G', labels: [], bounds: [] },
      { kind: 'histogram', name: 'h', help: 'H', labels: ['x'], bounds: [1, 2.5] },
      {
        kind: 'histogram',
        name: 'h_default',
        help: 'H',
        labels: [],
        bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      },
      { kind: 'summary', name: 's', help: 'S', labels: [], bounds: [0.5, 0.99] },
    ]);
  });

  test('any prom-client metric on the registry counts, and labels of the registry are labels', async () => {
    const { metrics } = setUp();
    metrics.registry.setDefaultLabels({ region: 'eu' });
    new Counter({ name: 'own_total', help: 'O', labelNames: ['a'], registers: [metrics.registry] }).inc({ a: 'x' });
    const families = metrics.families();
    expect(families).toMatchObject([{ name: 'own_total', labels: ['a', 'region'] }]);
    expect(await metrics.samples(families)).toEqual([
      { family: 0, labels: ['x', 'eu'], value: 1, count: 0, buckets: [] },
    ]);
  });

  test('two instances share nothing, not even names', async () => {
    const [a, b] = [setUp().metrics, setUp().metrics];
    a.newCounter('same_total', 'S').inc(1);
    b.newCounter('same_total', 'S').inc(2);
    expect((await a.samples(a.families()))[0]?.value).toBe(1);
    expect((await b.samples(b.families()))[0]?.value).toBe(2);
  });

  test("prom-client's own checks hold", () => {
    const { metrics } = setUp();
    metrics.newCounter('a', 'A');
    expect(() => metrics.newGauge('a', 'A')).toThrow(/already been registered/);
    expect(() => metrics.newGauge('b', '')).toThrow(/help/);
    expect(() => metrics.newGauge('not a name', 'B')).toThrow(/Invalid metric name/);
    expect(() => metrics.newCounter('c', 'C', ['l']).inc({ other: 1 } as never)).toThrow();
  });
});

describe('samples', () => {
  test('counter and gauge: absolute, labels in the order of the family, a missing one empty', async () => {
    const { metrics } = setUp();
    const counter = metrics.newCounter('c_total', 'C', ['b', 'a']);
    const gauge = metrics.newGauge('g', 'G');
    counter.inc({ a: 'x', b: 'y' }, 2);
    counter.inc({ a: 'x', b: 'y' });
    counter.inc({ a: 'only' });
    gauge.set(-1.5);
    expect(await metrics.samples(metrics.families())).toEqual([
      { family: 0, labels: ['y', 'x'], value: 3, count: 0, buckets: [] },
      { family: 0, labels: ['', 'only'], value: 1, count: 0, buckets: [] },
      { family: 1, labels: [], value: -1.5, count: 0, buckets: [] },
    ]);
  });

  test('histogram: cumulative, with +Inf', async () => {
    const { metrics } = setUp();
    const histogram = metrics.newHistogram('h', 'H', ['k'], [1, 2.5]);
    for (const value of [0.5, 2, 2.5, 100]) histogram.observe({ k: 'a' }, value);
    histogram.observe({ k: 'b' }, 1);
    expect(await metrics.samples(metrics.families())).toEqual([
      { family: 0, labels: ['a'], value: 105, count: 4, buckets: [1, 3, 4] },
      { family: 0, labels: ['b'], value: 1, count: 1, buckets: [1, 1, 1] },
    ]);
  });

  test('summary: a value per quantile', async () => {
    const { metrics } = setUp();
    const summary = metrics.newSummary('s', 'S', [], [0.5, 1]);
    for (let i = 1; i <= 100; i++) summary.observe(i);
    const [sample] = await metrics.samples(metrics.families());
    expect(sample).toMatchObject({ family: 0, value: 5050, count: 100 });
    expect(sample?.buckets[0]).toBeCloseTo(50, -1);
    expect(sample?.buckets[1]).toBe(100);
  });

  test('collect functions run, asynchronous ones too', async () => {
    const { metrics } = setUp();
    new Gauge({
      name: 'g',
      help: 'G',
      registers: [metrics.registry],
      async collect() { await Promise.resolve(); this.set(42); }, // prettier-ignore
    });
    expect((await metrics.samples(metrics.families()))[0]?.value).toBe(42);
  });
});

test('changedSamples: all at first, then what changed, nothing when idle', async () => {
  const { metrics } = setUp();
  const counter = metrics.newCounter('c_total', 'C', ['k']);
  const histogram = metrics.newHistogram('h', 'H', [], [1]);
  const gauge = metrics.newGauge('g', 'G');
  gauge.set(NaN);
  counter.inc({ k: 'a' });
  counter.inc({ k: 'b' });
  const families = metrics.families();
  expect(await metrics.changedSamples(families)).toHaveLength(4);
  expect(await metrics.changedSamples(families)).toEqual([]);
  counter.inc({ k: 'b' });
  histogram.observe(0);
  expect(await metrics.changedSamples(families)).toEqual([
    { family: 0, labels: ['b'], value: 2, count: 0, buckets: [] },
    { family: 1, labels: [], value: 0, count: 1, buckets: [1, 1] },
  ]);
  counter.inc({ k: 'new' });
  expect(await metrics.changedSamples(families)).toMatchObject([{ labels: ['new'], value: 1 }]);
});

test('a metric created after init is reported once and not mirrored', async () => {
  const { metrics, late } = setUp();
  metrics.newCounter('early_total', 'E');
  const families = metrics.families();
  metrics.newCounter('late_total', 'L').inc();
  for (let i = 0; i < 3; i++) expect((await metrics.samples(families)).map(({ family }) => family)).toEqual([0]);
  expect(late.map(({ code, message }) => [code, message.includes('"late_total"')])).toEqual([
    ['FLB_NODE_E_METRIC_LATE', true],
  ]);
  expect(await metrics.registry.metrics()).toContain('late_total 1');
});
