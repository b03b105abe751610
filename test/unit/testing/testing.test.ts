import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { registerInput, registerOutput, RetryError, type Counter, type InputPlugin } from '../../../src/index.ts';
import { createContext, flushOutput, resetRegistration, runInput, startInstance } from '../../../src/testing/index.ts';
import { ConfigError } from '../../../src/errors.ts';

const config = z.object({ foo: z.string().default('bar'), every: z.coerce.number().default(1) });

const dummy = () => {
  resetRegistration();
  return registerInput(
    'in-dummy',
    'test',
    () => {
      let settings: z.output<typeof config>;
      let total: Counter;
      const plugin: InputPlugin<typeof config> = {
        init(_, fbit) {
          settings = fbit.config;
          total = fbit.metrics.newCounter('example_total', 'help', ['plugin']);
          fbit.logger.info('ready');
        },
        async collect(ctx, ch) {
          for await (const time of ctx.ticker(settings.every)) {
            await ch.write({ time, record: { foo: settings.foo } });
            total.inc({ plugin: 'in-dummy' });
          }
        },
      };
      return plugin;
    },
    { config },
  );
};

const inputOf = (collect: InputPlugin['collect']) => {
  resetRegistration();
  return registerInput('in-test', 'test', () => ({ init() {}, collect }));
};

beforeEach(resetRegistration);
afterEach(() => void vi.useRealTimers());

describe('runInput', () => {
  test('until a number of messages', async () => {
    const { messages, records, logs, metrics } = await runInput(dummy(), { config: { foo: 'x' }, limit: 3 });
    expect(records).toEqual([{ foo: 'x' }, { foo: 'x' }, { foo: 'x' }]);
    expect(messages).toHaveLength(3);
    expect(logs).toContainEqual({ level: 'info', message: 'ready' });
    expect(metrics.value('example_total', { plugin: 'in-dummy' })).toBeGreaterThanOrEqual(3);
    expect(metrics.value('nothing')).toBeUndefined();
  });

  test('until a condition', async () => {
    const { messages } = await runInput(dummy(), { until: (all) => all.length >= 2 });
    expect(messages.length).toBeGreaterThanOrEqual(2);
  });

  test('to the end of collect', async () => {
    const { records } = await runInput(
      inputOf(async (_, ch) => {
        for (let n = 0; n < 5000; n++) await ch.write({ record: { n } });
      }),
    );
    expect(records.map(({ n }) => n)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
  });

  test('for a time', async () => {
    const { records } = await runInput(dummy(), { timeoutMs: 30 });
    expect(records.length).toBeGreaterThan(1);
  });

  test('with fake timers, in no time', async () => {
    vi.useFakeTimers();
    const start = Date.now();
    const run = runInput(dummy(), { config: { every: 60_000 }, limit: 3 });
    await vi.advanceTimersByTimeAsync(180_000);
    const { messages } = await run;
    expect(messages.map(({ time }) => time.toDate().getTime() - start)).toEqual([60_000, 120_000, 180_000]);
  });

  test('says what is missing, with the log', async () => {
    const plugin = dummy();
    await expect(runInput(plugin, { config: { every: 100_000 }, limit: 2, timeoutMs: 30 })).rejects.toThrow(
      /in-dummy\.0: 0 of 2 messages were written within 30 ms\. Its log:\n {2}\[info\] ready/,
    );
    await expect(
      runInput(
        inputOf(async () => {}),
        { limit: 1 },
      ),
    ).rejects.toThrow('in-test: collect has ended, 0 of 1 messages were written');
  });

  test('rejects with what collect and init throw', async () => {
    await expect(
      runInput(
        inputOf(() => Promise.reject(new Error('boom'))),
        { limit: 1 },
      ),
    ).rejects.toThrow('boom');
    await expect(runInput(inputOf(() => Promise.reject(new Error('boom'))))).rejects.toThrow('boom');
    await expect(runInput(dummy(), { config: { every: 'x' } })).rejects.toSatisfy(ConfigError.is);
  });

  test('names a plugin that does not end', async () => {
    const stubborn = inputOf(() => new Promise(() => {}));
    await expect(runInput(stubborn, { timeoutMs: 30 })).rejects.toThrow(/has not ended.*does every loop look at ctx\?/);
  });
});

describe('flushOutput', () => {
  const plugin = () => {
    resetRegistration();
    return registerOutput('out-test', 'test', () => ({
      init() {},
      async flush(_, chunk) {
        const [first] = chunk;
        if (first?.record.fail === 'retry') throw new RetryError();
        if (first?.record.fail === 'error') throw new Error('dropped');
        if (first?.record.fail === 'never') await new Promise(() => {});
        console.log(chunk.toJSONLines());
      },
    }));
  };

  test('resolves with the status, what was thrown and the log', async () => {
    const ok = await flushOutput(plugin(), [{ time: 0, record: { a: 1 } }], { captureConsole: true });
    expect(ok).toMatchObject({ status: 'ok', error: undefined });
    expect(ok.logs).toEqual([{ level: 'info', message: '{"date":0.0,"a":1}\n' }]);
    const retry = await flushOutput(plugin(), [{ record: { fail: 'retry' } }]);
    expect(retry).toMatchObject({ status: 'retry', error: { code: 'FLB_NODE_E_RETRY' } });
    const error = await flushOutput(plugin(), [{ record: { fail: 'error' } }]);
    expect(error).toMatchObject({ status: 'error', error: { message: 'dropped' } });
  });

  test('takes bytes, and leaves them alone', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const bytes = Uint8Array.of(0x92, 1, 0x81, 0xa1, 0x61, 2);
    expect((await flushOutput(plugin(), bytes.subarray(0))).status).toBe('ok');
    expect(log.mock.calls).toEqual([['{"date":1.0,"a":2}\n']]);
    log.mockRestore();
  });

  test('names a flush that never settles', async () => {
    await expect(flushOutput(plugin(), [{ record: { fail: 'never' } }], { timeoutMs: 30 })).rejects.toThrow(
      /out-test\.0: flush has not settled within 30 ms/,
    );
  });
});

describe('startInstance', () => {
  test('drain: false leaves records in the queue until they are taken', async () => {
    const instance = await startInstance(
      inputOf(async (ctx, ch) => {
        for (let n = 0; !ctx.cancelled; n++) await ch.write({ record: { n, pad: 'x'.repeat(200) } });
      }),
      { drain: false, bufferLimit: 4096 },
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(instance.messages).toEqual([]);
    expect(instance.take(2).map(({ record }) => record.n)).toEqual([0, 1]);
    await instance.cancel();
    const rest = instance.take();
    expect(rest.length).toBeLessThan(20);
    expect(instance.records.map(({ n }) => n)).toEqual(Array.from({ length: rest.length + 2 }, (_, n) => n));
  });

  test('filters the log by level', async () => {
    const instance = await startInstance(dummy(), { logLevel: 'warn' });
    await instance.cancel();
    expect(instance.logs).toEqual([]);
  });

  test('an init that never settles', async () => {
    const plugin = registerOutput('out-x', 'd', () => ({ init: () => new Promise<void>(() => {}), async flush() {} }));
    await expect(startInstance(plugin, { timeoutMs: 30 })).rejects.toThrow(
      /out-x\.0: init has not settled within 30 ms/,
    );
  });

  test('leaves no timer and no console behind', async () => {
    const { log } = console;
    vi.useFakeTimers();
    const instance = await startInstance(dummy(), { captureConsole: true });
    await instance.cancel();
    expect(vi.getTimerCount()).toBe(0);
    expect(console.log).toBe(log);
  });
});

test('createContext is for code that takes a ctx', async () => {
  const [ctx, cancel] = createContext();
  const sleeping = ctx.sleep(60_000);
  cancel();
  await expect(sleeping).rejects.toMatchObject({ code: 'FLB_NODE_E_CANCELLED' });
});
