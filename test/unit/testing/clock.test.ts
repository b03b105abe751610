import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EventTime, registerCustom, registerInput, type Context, type MessageChannel } from '../../../src/index.ts';
import { createClock, createContext, resetRegistration, runCustom, runInput, startInstance } from '../../../src/testing/index.ts';

const START = 1_700_000_000_000;

const input = (collect: (ctx: Context, ch: MessageChannel) => Promise<void>) => {
  resetRegistration();
  return registerInput('in-test', 'test', () => ({ init() {}, collect }));
};

afterEach(() => void vi.useRealTimers());

describe('an instance with a clock', () => {
  const ticking = input(async (ctx, ch) => {
    for await (const time of ctx.ticker(60_000)) await ch.write({ time, record: { at: Date.now() - START } });
  });

  test('ticks as the clock is moved', async () => {
    const clock = createClock();
    const run = runInput(ticking, { clock, limit: 3 });
    await clock.advance(180_000);
    const { messages } = await run;
    expect(messages.map(({ time }) => time)).toEqual([60, 120, 180].map((s) => new EventTime(1_700_000_000 + s)));
    expect(messages.map(({ record }) => record.at)).toEqual([60_000, 120_000, 180_000]);
  });

  test('does not tick by itself, and gives all back at its end', async () => {
    const real = { Date, setTimeout, now: performance.now };
    const clock = createClock({ start: new Date(0) });
    const instance = await startInstance(ticking, { clock });
    expect([new Date().getTime(), Date.now(), performance.now(), clock.pending]).toEqual([0, 0, 0, 2]);
    expect(new Date() instanceof real.Date).toBe(true);
    await clock.advance(59_999);
    expect(instance.messages).toHaveLength(0);
    await clock.advance(1);
    expect(instance.messages).toHaveLength(1);
    await instance.cancel();
    expect({ Date, setTimeout, now: performance.now }).toEqual(real);
    expect(clock.pending).toBe(0);
  });

  test.each<[string, (ctx: Context) => Promise<unknown>]>([
    ['ctx.sleep', (ctx) => ctx.sleep(500)],
    ['setTimeout', () => new Promise((resolve) => setTimeout(resolve, 500))],
    ['setInterval', () => new Promise<void>((resolve) => {
      const timer = setInterval(() => (clearInterval(timer), resolve()), 500);
    })],
    ['node:timers/promises', () => sleep(500)],
    ['AbortSignal.timeout', () => new Promise((resolve) => AbortSignal.timeout(500).addEventListener('abort', resolve))],
    ['ctx.withTimeout', (ctx) => ctx.withTimeout(500)[0].sleep(Infinity).catch(() => {})],
  ])('drives %s, and times of messages', async (_, wait) => {
    const clock = createClock();
    const plugin = input(async (ctx, ch) => {
      await wait(ctx);
      await ch.write({ record: {} });
    });
    const instance = await startInstance(plugin, { clock });
    await clock.advance(499);
    expect(instance.messages).toHaveLength(0);
    await clock.advance(1);
    expect(instance.messages).toEqual([{ time: EventTime.fromMilliseconds(START + 500), record: {} }]);
    await instance.cancel();
  });

  test("works under vitest's fake timers, and they work without it", async () => {
    vi.useFakeTimers();
    const clock = createClock();
    const run = runInput(ticking, { clock, limit: 1 });
    await clock.advance(60_000);
    expect((await run).records).toEqual([{ at: 60_000 }]);
    const faked = runInput(ticking, { limit: 2 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect((await faked).records).toHaveLength(2);
  });

  test('next() goes from timer to timer', async () => {
    const clock = createClock();
    const instance = await startInstance(
      input(async (ctx, ch) => {
        await ctx.sleep(3_600_000);
        await ch.write({ record: { at: Date.now() - START } });
      }),
      { clock },
    );
    while (instance.messages.length === 0) expect(await clock.next()).toBe(true);
    expect(instance.records).toEqual([{ at: 3_600_000 }]);
    await instance.cancel();
    expect(await clock.next()).toBe(false);
  });

  test('setTime() moves the time of day alone, also back', async () => {
    const clock = createClock();
    const instance = await startInstance(ticking, { clock });
    await clock.advance(60_000);
    clock.setTime(START - 3_600_000);
    await clock.advance(60_000);
    await instance.cancel();
    expect(instance.records).toEqual([{ at: 60_000 }, { at: -3_540_000 }]);
  });

  test('is shared by instances, and no second one beside it', async () => {
    const clock = createClock();
    const both = await Promise.all([startInstance(ticking, { clock }), startInstance(ticking, { clock })]);
    expect(() => createClock().install()).toThrow('another clock is in use');
    await clock.advance(60_000);
    expect(both.map(({ records }) => records.length)).toEqual([1, 1]);
    await both[0].cancel();
    await clock.advance(60_000);
    expect(both.map(({ records }) => records.length)).toEqual([1, 2]);
    await both[1].cancel();
  });
});

test('a clock refuses what is no time', async () => {
  expect(() => createClock({ start: new Date('x') })).toThrow(TypeError);
  await expect(createClock().advance(-1)).rejects.toThrow(RangeError);
});

test('runCustom ends when the condition holds, or with what there was', async () => {
  resetRegistration();
  const plugin = registerCustom('beside', 'test', () => ({
    init(ctx, { logger }) {
      void (async () => {
        for await (const _ of ctx.ticker(1000)) logger.info('tick');
      })();
    },
  }));
  const clock = createClock();
  const run = runCustom(plugin, { clock, until: ({ logs }) => logs.length === 2 });
  await clock.advance(2000);
  expect((await run).logs).toEqual([{ level: 'info', message: 'tick' }, { level: 'info', message: 'tick' }]);
  expect((await runCustom(plugin)).logs).toEqual([]);
  await expect(runCustom(plugin, { until: () => false, timeoutMs: 30 })).rejects.toThrow(/beside\.0: the condition did not hold/);
});
