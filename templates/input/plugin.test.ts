import { runInput } from 'fluent-bit-node/testing';
import { afterEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

afterEach(() => vi.useRealTimers());

test('writes a record at each interval, and counts it', async () => {
  vi.useFakeTimers();
  const run = runInput(plugin, { config: { message: 'good morning', interval: '10s' }, limit: 2 });
  await vi.advanceTimersByTimeAsync(20_000);
  const { records, metrics } = await run;
  expect(records).toEqual([
    { message: 'good morning', count: 1 },
    { message: 'good morning', count: 2 },
  ]);
  expect(metrics.value('my_plugin_written_total')).toBe(2);
});

test('refuses an interval that is none', async () => {
  await expect(runInput(plugin, { config: { interval: 'often' } })).rejects.toThrow('interval is "often"');
});
