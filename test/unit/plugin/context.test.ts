import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createContext } from '../../../src/plugin/context.ts';
import { CancelledError } from '../../../src/errors.ts';

const realImmediate = setImmediate;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settledWith = async (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('cancellation', () => {
  test('sets the signal, its reason and the error once', () => {
    const [ctx, cancel] = createContext();
    expect([ctx.cancelled, ctx.error, ctx.signal.aborted]).toEqual([false, undefined, false]);
    const heard = vi.fn();
    ctx.signal.addEventListener('abort', heard);
    cancel();
    cancel(new Error('second'));
    expect(ctx.cancelled).toBe(true);
    expect(CancelledError.is(ctx.error)).toBe(true);
    expect(ctx.signal.reason).toBe(ctx.error);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('goes from parent to child and not back', () => {
    const [parent, cancelParent] = createContext();
    const [a, cancelA] = parent.withCancel();
    const [b] = parent.withCancel();
    const [grandchild] = b.withTimeout(1000);
    cancelA();
    expect([parent.cancelled, a.cancelled, b.cancelled]).toEqual([false, true, false]);
    cancelParent();
    expect(b.error).toBe(parent.error);
    expect(grandchild.error).toBe(parent.error);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a child of a cancelled context is cancelled from the start', async () => {
    const [parent, cancel] = createContext();
    cancel(new Error('why'));
    for (const [child] of [parent.withCancel(), parent.withTimeout(10)]) {
      expect(child.error).toBe(parent.error);
      await expect(child.sleep(1)).rejects.toThrow('why');
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  test('thousands of children leave nothing on the parent', () => {
    const [parent, cancelParent] = createContext();
    const cancelled = vi.fn();
    for (let i = 0; i < 5000; i++) {
      const [child, cancel] = parent.withTimeout(60_000);
      cancel();
      child.signal.addEventListener('abort', cancelled);
    }
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
    cancelParent();
    expect(cancelled).not.toHaveBeenCalled();
  });
});

describe('withTimeout', () => {
  test('cancels with a TimeoutError, as AbortSignal.timeout', async () => {
    const [parent] = createContext();
    const [ctx] = parent.withTimeout(100);
    const sleeping = settledWith(ctx.sleep(5000));
    await vi.advanceTimersByTimeAsync(100);
    expect(await sleeping).toBe(ctx.error);
    expect(ctx.error?.name).toBe('TimeoutError');
    expect(ctx.error?.message).toContain('100 ms');
    expect(parent.cancelled).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('longer than a timer can be', async () => {
    const [ctx] = createContext()[0].withTimeout(2 ** 31 + 1000);
    await vi.advanceTimersByTimeAsync(2 ** 31);
    expect(ctx.cancelled).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(ctx.cancelled).toBe(true);
  });
});

describe('sleep', () => {
  test('waits, and leaves no timer', async () => {
    const [ctx] = createContext();
    const slept = vi.fn();
    const sleeping = ctx.sleep(1000).then(slept);
    await vi.advanceTimersByTimeAsync(999);
    expect(slept).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rejects with a CancelledError and clears its timer', async () => {
    const [ctx, cancel] = createContext();
    const sleeping = settledWith(ctx.sleep(Infinity));
    cancel();
    expect(CancelledError.is(await sleeping)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(CancelledError.is(await settledWith(ctx.sleep(1)))).toBe(true);
  });

  test.each([NaN, -1])('refuses %s', (ms) => {
    expect(() => createContext()[0].sleep(ms)).toThrow(RangeError);
  });

  test('refuses what is no number', () => {
    expect(() => createContext()[0].sleep('1s' as never)).toThrow(/expected milliseconds, received string/);
  });
});

describe('ticker', () => {
  test('keeps to its grid and ends on cancellation without an error', async () => {
    const [ctx, cancel] = createContext();
    const start = Date.now();
    const times: number[] = [];
    const loop = (async () => {
      for await (const time of ctx.ticker(1000)) {
        times.push(time.getTime() - start);
        await ctx.sleep(300);
      }
    })();
    await vi.advanceTimersByTimeAsync(3500);
    expect(times).toEqual([1000, 2000, 3000]);
    cancel();
    await loop;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one tick at once after a stall, then the grid: no burst', async () => {
    const [ctx, cancel] = createContext();
    const start = Date.now();
    const times: number[] = [];
    const loop = (async () => {
      for await (const time of ctx.ticker(1000)) {
        times.push(time.getTime() - start);
        if (times.length === 1) await ctx.sleep(3500);
      }
    })();
    await vi.advanceTimersByTimeAsync(4500);
    // The turn of the event loop that a late tick takes is a real one.
    await new Promise((resolve) => realImmediate(resolve));
    expect(times).toEqual([1000, 4500]);
    await vi.advanceTimersByTimeAsync(1600);
    expect(times).toEqual([1000, 4500, 5000, 6000]);
    cancel();
    await loop;
  });

  test('a loop that is left leaves no timer', async () => {
    const [ctx] = createContext();
    const loop = (async () => {
      for await (const _ of ctx.ticker(10)) break;
    })();
    await vi.advanceTimersByTimeAsync(10);
    await loop;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a consumer that is always late can still be cancelled', async () => {
    vi.useRealTimers();
    const [ctx, cancel] = createContext();
    setTimeout(cancel, 20);
    for await (const _ of ctx.ticker(1)) {
      const until = performance.now() + 3;
      while (performance.now() < until);
    }
    expect(ctx.cancelled).toBe(true);
  });

  test.each([0, -1, NaN, Infinity])('refuses %s at once', (ms) => {
    expect(() => createContext()[0].ticker(ms)).toThrow(RangeError);
  });
});
