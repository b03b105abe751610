import { startInstance } from 'fluent-bit-node/testing';
import { afterEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

afterEach(() => vi.useRealTimers());

test('greets, says that it is there, and leaves', async () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  const instance = await startInstance(plugin, { config: { greeting: 'good morning', interval: '10s' } });
  await vi.advanceTimersByTimeAsync(10_000);
  await instance.cancel();
  expect(instance.logs.map(({ message }) => message)).toEqual([
    'good morning from my-plugin',
    'still here at 2026-01-01T00:00:10.000Z',
    'bye from my-plugin',
  ]);
});
