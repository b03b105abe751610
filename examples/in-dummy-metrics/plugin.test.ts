import { runInput } from 'fluent-bit-node/testing';
import { afterEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

afterEach(() => vi.useRealTimers());

test('counts what it writes', async () => {
  vi.useFakeTimers();
  const run = runInput(plugin, { limit: 2 });
  await vi.advanceTimersByTimeAsync(2000);
  const { records, metrics } = await run;
  expect(records).toHaveLength(2);
  expect(metrics.value('example_metric_total', { plugin: 'in-dummy-metrics' })).toBe(2);
});
