import { afterEach, expect, test, vi } from 'vitest';
import { Backoff } from '../../../src/runtime/backoff.ts';

afterEach(() => void vi.restoreAllMocks());

/** The waits of an instance that crashes as soon as it runs, or after it held for so long. */
function waits(backoff: Backoff, count: number, held = 0): number[] {
  let now = 1e6;
  return Array.from({ length: count }, () => {
    const wait = backoff.next(now);
    now += wait + held;
    return wait;
  });
}

test('waits double from the first to 300 times it', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect(waits(new Backoff(100), 11)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  expect(waits(new Backoff(1), 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('an instance that held for 600 times the first wait starts over', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect(waits(new Backoff(100), 3, 60_000)).toEqual([100, 200, 400]);
  expect(waits(new Backoff(100), 3, 60_001)).toEqual([100, 100, 100]);
});

test('each is up to a fifth shorter', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
  expect(waits(new Backoff(100), 3)).toEqual([80, 160, 320]);
});

test('a wait is never longer than a timer takes', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect(waits(new Backoff(2 ** 31 - 1), 2)).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
});
