/** What `flb-node top` makes of readings. */
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { quantile } from '../../../src/cli/top/quantile.ts';
import { Rates } from '../../../src/cli/top/rates.ts';
import { sparkline } from '../../../src/cli/top/sparkline.ts';
import { amount, bytes, seconds } from '../../../src/cli/top/units.ts';
import { rowJson, topTable } from '../../../src/cli/top/view.ts';
import type { InstanceStats } from '../../../src/control/protocol.ts';

const plain = pc.createColors(false);
const bounds = [0.001, 0.01, 0.1];

const output = (records: number, counts: number[], figures: Record<string, number> = {}): InstanceStats => ({
  name: 'out.0',
  type: 'output',
  plugin: 'out',
  workers: 1,
  reloadable: false,
  figures: { up: 1, restarts_total: 0, heap_used_bytes: 2 ** 20, heap_limit_bytes: 2 ** 28, 'chunks_flushed_total{result=retry}': 0, ...figures },
  waits: { bounds, counts },
  records: { in: records, out: 0 },
});

test('a sparkline is as wide as it is told, and its highest bar is full', () => {
  expect(sparkline([0, 1, 4, 8], 6)).toBe('  ▁▂▅█');
  expect(sparkline([1, 2, 3], 2)).toBe('▆█');
  expect(sparkline([0, 0.001, 100], 3)).toBe('▁▂█');
  expect([sparkline([], 3), sparkline([1], 0), sparkline([0, 0], 2)]).toEqual(['   ', '', '▁▁']);
});

test('quantiles spread the observations of a bucket', () => {
  expect(quantile(bounds, [0, 10, 0, 0], 0.5)).toBeCloseTo(0.0055);
  expect(quantile(bounds, [10, 0, 0, 0], 1)).toBeCloseTo(0.001);
  expect(quantile(bounds, [98, 0, 2, 0], 0.99)).toBeCloseTo(0.055);
  expect(quantile(bounds, [0, 0, 0, 3], 0.5)).toBe(0.1);
  expect(quantile(bounds, [0, 0, 0, 0], 0.5)).toBeUndefined();
});

test('units', () => {
  expect([0, 7.25, 999, 1500, 2_500_000].map(amount)).toEqual(['0', '7.3', '999', '1.5k', '2.5M']);
  expect([0, 1023, 1536, 5 * 2 ** 20].map(bytes)).toEqual(['0', '1023', '1.5Ki', '5Mi']);
  expect([0, 0.00025, 0.0012, 3.4, 250].map(seconds)).toEqual(['0', '250µs', '1.2ms', '3.4s', '250s']);
});

test('rates are of two readings, quantiles of what came between them', () => {
  const rates = new Rates();
  const [first] = rates.add([output(100, [5, 0, 0, 0])], 0);
  expect(first).toMatchObject({ recordsPerSecond: undefined, history: [] });
  // All that there is came before: better than nothing.
  expect(first?.p50).toBeCloseTo(0.0005);
  const [second] = rates.add([output(300, [5, 0, 8, 0])], 2000);
  expect(second).toMatchObject({ recordsPerSecond: 100, history: [100], up: true, retries: 0, queue: undefined });
  expect(second?.p50).toBeCloseTo(0.055);
  // Fluent Bit has begun anew.
  expect(rates.add([output(10, [1, 0, 0, 0])], 3000)[0]).toMatchObject({ recordsPerSecond: 0 });
});

test('a narrow table leaves out what matters least, and keeps what matters most', () => {
  const rates = new Rates();
  rates.add([output(0, [1, 0, 0, 0])], 0);
  const rows = rates.add([output(1500, [1, 0, 0, 4], { restarts_total: 2 })], 1000);
  const wide = topTable(rows, plain);
  expect(wide.split('\n')[0]?.split(/ +/)).toEqual(['instance', 'type', 'state', 'records/s', 'p50', 'p99', 'loop', 'heap', 'queue', 'retries', 'restarts']);
  expect(wide).toMatch(/out\.0 +output +up +1\.5k +█ +100ms +100ms +0 +1Mi\/256Mi +- +0 +2$/);
  for (const width of [80, 60, 40]) {
    const lines = topTable(rows, plain, width).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
  expect(topTable(rows, plain, 1).split('\n')[0]?.split(/ +/)).toEqual(['instance', 'records/s', 'p99']);
  expect(topTable(rows, pc.createColors(true), 40).split('\n')).toHaveLength(2);
});

test('JSON has the names of the metrics', () => {
  const [row] = new Rates().add([output(1, [1, 0, 0, 0])], 0);
  expect(row && rowJson(row)).toMatchObject({ instance: 'out.0', up: true, restarts: 0, heap_limit_bytes: 2 ** 28 });
});
