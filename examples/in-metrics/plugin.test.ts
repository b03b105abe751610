import { startInstance } from 'fluent-bit-node/testing';
import { afterEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

afterEach(() => vi.useRealTimers());

test('writes the three families at each tick', async () => {
  vi.useFakeTimers();
  const instance = await startInstance(plugin, { config: { interval_ms: 2000 } });
  await vi.advanceTimersByTimeAsync(4000);
  await instance.waitFor(() => instance.writtenMetrics.length >= 6);
  await instance.cancel();
  const [load, memory, processors] = instance.writtenMetrics;
  expect(load).toMatchObject({ type: 'gauge', name: 'machine_load', help: 'Load average', labelNames: ['minutes'] });
  expect(load?.samples.map(({ labels }) => labels.minutes)).toEqual(['1', '5', '15']);
  expect(memory?.samples[0]).toMatchObject({ labels: { kind: 'total' }, value: expect.any(Number) });
  expect(processors).toMatchObject({ type: 'counter', temporality: 'cumulative' });
});
