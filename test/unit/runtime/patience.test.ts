import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patiently } from '../../../src/runtime/patience.ts';

// The module takes Node's own functions, which fake timers do not replace.
vi.mock('node:timers', () => ({ setTimeout: (...args: Parameters<typeof setTimeout>) => globalThis.setTimeout(...args) }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('calls back after its time, once', () => {
  const callback = vi.fn();
  patiently(1000, callback);
  vi.advanceTimersByTime(999);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(callback).toHaveBeenCalledOnce();
});

test('a cancelled one never does, at whichever step', () => {
  const callback = vi.fn();
  const cancel = patiently(1000, callback);
  vi.advanceTimersByTime(900);
  cancel();
  vi.advanceTimersByTime(10_000);
  expect(callback).not.toHaveBeenCalled();
});

test('a process that was stopped for an hour has used up one step of five', () => {
  const callback = vi.fn();
  patiently(1000, callback);
  // What a stopped process sees: a timer is due long since, and the ones after it count from now.
  vi.advanceTimersToNextTimer();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(799);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});
