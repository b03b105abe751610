import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { CancelledError, RetryError } from '../../../src/errors.ts';
import { registerCustom, registerInput, registerOutput, resetRegistration } from '../../../src/plugin/register.ts';
import type {
  CustomPlugin,
  InputDefinition,
  InputPlugin,
  OutputDefinition,
  OutputPlugin,
} from '../../../src/plugin/types.ts';
import { runInstance } from '../../../src/runtime/instance.ts';
import { encodeChunk } from '../../../src/testing/encode.ts';
import { startInstance } from '../../../src/testing/instance.ts';
import { MemoryBinding } from '../../../src/testing/memory-binding.ts';

beforeEach(resetRegistration);
afterEach(() => void vi.useRealTimers());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const text = (logs: readonly { level: string; message: string }[]): string =>
  logs.map(({ level, message }) => `[${level}] ${message}`).join('\n');

const inputOf = (plugin: Partial<InputPlugin>): InputDefinition =>
  registerInput('in-test', 'test', () => ({ init() {}, async collect() {}, ...plugin }));
const outputOf = (plugin: Partial<OutputPlugin>): OutputDefinition =>
  registerOutput('out-test', 'test', () => ({ init() {}, async flush() {}, ...plugin }));

const message = (n: number) => ({ record: { n } });

describe('init', () => {
  test('gets a context and fbit', async () => {
    const init = vi.fn<InputPlugin['init']>();
    const instance = await startInstance(inputOf({ init }), { name: 'my-alias', config: { Foo: '"bar"', n: 1 } });
    const [ctx, fbit] = init.mock.calls[0] ?? [];
    expect(ctx?.cancelled).toBe(false);
    expect(fbit?.instance).toMatchObject({ name: 'my-alias', plugin: 'in-test', type: 'input' });
    expect(fbit?.config).toBeUndefined();
    expect([fbit?.conf.string('foo'), fbit?.conf.get('N'), fbit?.conf.has('x')]).toEqual(['bar', '1', false]);
    await instance.cancel();
    expect(ctx?.cancelled).toBe(true);
  });

  test('that rejects fails the start: code, section, message, stack and cause are logged', async () => {
    const plugin = outputOf({
      init: () => Promise.reject(new Error('no connection', { cause: new TypeError('refused') })),
    });
    const binding = new MemoryBinding({ type: 'output', plugin: 'out-test' });
    await runInstance(plugin, binding);
    expect(binding.phase).toBe('failed');
    expect(binding.logs).toHaveLength(1);
    expect(text(binding.logs)).toMatch(
      /^\[error\] \[OUTPUT\] out-test\.0: init failed: no connection \[FLB_NODE_E_INIT_FAILED\] -> .*\nError: no connection\n\s+at .*instance\.test\.ts[\s\S]*\[cause\]: TypeError: refused/,
    );
  });

  test('a missing key that is there under a near name is warned of, before anything fails', async () => {
    const config = z.object({ apiKey: z.string(), foo: z.string().default('bar') });
    const plugin = registerInput('in-test', 'test', () => ({ init() {}, async collect() {} }), { config });
    const binding = new MemoryBinding({ type: 'input', plugin: 'in-test', config: { 'api-key': 'k', fooo: 'x' } });
    await runInstance(plugin, binding);
    expect(text(binding.logs)).toMatch(
      /^\[warn\] the key "api-key" is not known, did you mean "api_key"\? \[FLB_NODE_E_UNKNOWN_KEY\] -> .*\n\[warn\] .*"fooo".*"foo".*\n\[error\] .*apiKey is missing/,
    );
  });

  test.each([undefined, null, 'text', 42, { toString: null }])('that throws %j', async (thrown) => {
    const binding = new MemoryBinding({ type: 'input', plugin: 'in-test' });
    await runInstance(
      inputOf({
        init: () => {
          throw thrown;
        },
      }),
      binding,
    );
    expect(binding.phase).toBe('failed');
    expect(text(binding.logs)).toContain('FLB_NODE_E_INIT_FAILED');
  });

  test('a bad configuration names section, key, value and what was expected; init is not called', async () => {
    const init = vi.fn();
    const config = z.object({ port: z.coerce.number(), mode: z.enum(['a', 'b']) });
    const plugin = registerOutput('out-test', 'test', () => ({ init, async flush() {} }), { config });
    const binding = new MemoryBinding({ type: 'output', plugin: 'out-test', config: { port: 'eighty', mode: 'a' } });
    await runInstance(plugin, binding);
    expect(binding.phase).toBe('failed');
    expect(text(binding.logs)).toMatch(
      /^\[error\] \[OUTPUT\] out-test\.0: port is "eighty": .*number.*\[FLB_NODE_E_CONFIG\] -> [^\n]*$/,
    );
    expect(init).not.toHaveBeenCalled();
  });

  test('each instance has its own object and its own configuration', async () => {
    const config = z.object({ id: z.string() });
    const seen: string[] = [];
    const plugin = registerCustom(
      'custom-test',
      'test',
      () => {
        let id = '';
        const custom: CustomPlugin<typeof config> = {
          init: (_, fbit) => void (id = fbit.config.id),
          close: () => void seen.push(id),
        };
        return custom;
      },
      { config },
    );
    const one = await startInstance(plugin, { config: { id: 'one' } });
    const two = await startInstance(plugin, { config: { id: 'two' } });
    await one.cancel();
    await two.cancel();
    expect(seen).toEqual(['one', 'two']);
  });

  test('a factory that returns something else', async () => {
    await expect(startInstance(outputOf({ flush: undefined as never }))).rejects.toMatchObject({
      code: 'FLB_NODE_E_BAD_PLUGIN',
      message: expect.stringContaining('has no method flush') as string,
    });
    resetRegistration();
    await expect(startInstance(registerCustom('custom-x', 'd', () => undefined as never))).rejects.toThrow(
      'no method init',
    );
  });

  test('that is cut short by a shutdown ends quietly', async () => {
    const close = vi.fn();
    const binding = new MemoryBinding({ type: 'custom', plugin: 'custom-test' });
    const running = runInstance(
      registerCustom('custom-test', 'd', () => ({ init: (ctx) => ctx.sleep(60_000), close })),
      binding,
    );
    await turn();
    binding.send({ kind: 'cancel' });
    await running;
    expect([binding.phase, binding.logs, close.mock.calls]).toEqual(['done', [], []]);
  });

  test('that resolves after a shutdown is closed', async () => {
    const close = vi.fn();
    const binding = new MemoryBinding({ type: 'custom', plugin: 'custom-test' });
    binding.send({ kind: 'cancel' });
    await runInstance(
      registerCustom('custom-test', 'd', () => ({ init() {}, close })),
      binding,
    );
    expect(binding.phase).toBe('done');
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('collect', () => {
  test('begins with start, once', async () => {
    const collect = vi.fn(async () => {});
    const binding = new MemoryBinding({ type: 'input', plugin: 'in-test' });
    const running = runInstance(inputOf({ collect }), binding);
    await turn();
    expect(binding.phase).toBe('ready');
    expect(collect).not.toHaveBeenCalled();
    binding.send({ kind: 'start' });
    binding.send({ kind: 'start' });
    await turn();
    expect(collect).toHaveBeenCalledTimes(1);
    binding.send({ kind: 'cancel' });
    await running;
    binding.send({ kind: 'start' });
    expect(collect).toHaveBeenCalledTimes(1);
  });

  test('that returns leaves the instance idle, and says so', async () => {
    const instance = await startInstance(inputOf({ collect: async (_, ch) => ch.write(message(1)) }));
    await instance.waitFor(() => instance.collectEnded);
    expect(text(instance.logs)).toContain('[info] collect has ended');
    expect(instance.records).toEqual([{ n: 1 }]);
    await instance.cancel();
  });

  test('that throws is logged with its stack and crashes the Worker; what was written stays', async () => {
    const plugin = inputOf({
      async collect(_, ch) {
        await ch.write(message(1));
        throw new Error('lost the thread');
      },
    });
    const instance = await startInstance(plugin);
    await instance.waitFor(() => instance.collectEnded);
    expect(text(instance.logs)).toMatch(
      /\[error\] \[INPUT\] in-test\.0: collect failed: lost the thread \[FLB_NODE_E_COLLECT_FAILED\] -> .*\nError: lost the thread\n\s+at .*instance\.test\.ts/,
    );
    expect(instance.records).toEqual([{ n: 1 }]);
    await expect(instance.cancel()).rejects.toThrow('lost the thread');
  });

  test('its failure ends the Worker even where the plugin handles every uncaught exception', async () => {
    const binding = new MemoryBinding({ type: 'input', plugin: 'in-test' });
    const failed = vi.spyOn(binding, 'failed');
    const running = runInstance(inputOf({ collect: () => Promise.reject(new Error('no more')) }), binding);
    await turn();
    binding.send({ kind: 'start' });
    await turn();
    expect(failed).toHaveBeenCalledOnce();
    binding.send({ kind: 'cancel' });
    await running;
  });

  test('a CancelledError before the cancellation is a failure', async () => {
    const instance = await startInstance(inputOf({ collect: () => Promise.reject(new CancelledError()) }));
    await instance.waitFor(() => instance.collectEnded);
    await expect(instance.cancel()).rejects.toSatisfy(CancelledError.is);
  });

  test.each([
    ['ctx.sleep', (ctx) => ctx.sleep(60_000)],
    [
      'a waiting write()',
      async (_, ch) => {
        for (;;) await ch.write({ record: { pad: 'x'.repeat(1000) } });
      },
    ],
    [
      "Node's own AbortError",
      async (ctx) => (await import('node:timers/promises')).setTimeout(60_000, undefined, { signal: ctx.signal }),
    ],
    [
      "the signal's reason",
      (ctx) =>
        new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))),
    ],
  ] satisfies [string, InputPlugin['collect']][])('ends quietly by %s when cancelled', async (_, collect) => {
    const instance = await startInstance(inputOf({ collect }), { drain: false, bufferLimit: 4096 });
    await turn();
    await instance.cancel();
    expect(instance.logs).toEqual([]);
  });

  test('another error after the cancellation is logged and nothing more', async () => {
    const close = vi.fn();
    const instance = await startInstance(
      inputOf({
        async collect(ctx) {
          await ctx.sleep(60_000).catch(() => {});
          throw new Error('cannot save the offset');
        },
        close,
      }),
    );
    await instance.cancel();
    expect(text(instance.logs)).toMatch(/collect failed: cannot save the offset/);
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('what it wrote after a pause is accepted at resume: nothing lost, nothing twice', async () => {
    let written = 0;
    const instance = await startInstance(
      inputOf({
        async collect(ctx, ch) {
          while (!ctx.cancelled) {
            await ch.write(message(written));
            written++;
          }
        },
      }),
      { bufferLimit: 8192 },
    );
    for (let i = 0; i < 20; i++) {
      await instance.received(instance.messages.length + 50);
      instance.pause();
      const before = instance.messages.length;
      await turn();
      await turn();
      expect(instance.messages).toHaveLength(before);
      instance.resume();
    }
    await instance.cancel();
    expect(instance.records.map(({ n }) => n)).toEqual(Array.from({ length: written }, (_, n) => n));
  });
});

describe('flush', () => {
  test('gets tag and records, and its result becomes a status', async () => {
    const seen: unknown[] = [];
    const instance = await startInstance(
      outputOf({
        async flush(_, chunk) {
          for (const { record } of chunk) {
            seen.push([chunk.tag, record.n]);
            if (record.n === 2) throw new RetryError('busy', { cause: new Error('503') });
            if (record.n === 3) throw new Error('bad data');
            if (record.n === 4)
              throw Object.assign(new Error('of another copy of the SDK'), { code: 'FLB_NODE_E_RETRY' });
          }
        },
      }),
    );
    const statuses = [];
    for (const n of [1, 2, 3, 4]) statuses.push((await instance.flush([message(n)], { tag: `t${n}` })).status);
    expect(statuses).toEqual(['ok', 'retry', 'error', 'retry']);
    expect(seen).toEqual([
      ['t1', 1],
      ['t2', 2],
      ['t3', 3],
      ['t4', 4],
    ]);
    expect(text(instance.logs)).toMatch(/^\[warn\] Fluent Bit will retry the chunk: busy Error: 503\n/);
    expect(text(instance.logs)).toMatch(
      /\[error\] \[OUTPUT\] out-test\.0: flush failed.*bad data \[FLB_NODE_E_FLUSH_FAILED\]/,
    );
    await instance.cancel();
  });

  test('that throws synchronously, or is no async function', async () => {
    let mode = 'throw';
    const instance = await startInstance(
      outputOf({
        flush: (() => {
          if (mode === 'throw') throw new Error('sync');
        }) as never,
      }),
    );
    expect((await instance.flush([])).status).toBe('error');
    mode = 'return';
    expect((await instance.flush([])).status).toBe('ok');
    await instance.cancel();
  });

  test('a slow one holds up nobody', async () => {
    const gates: (() => void)[] = [];
    const instance = await startInstance(
      outputOf({
        async flush(_, chunk) {
          if (chunk.tag === 'slow') await new Promise<void>((resolve) => gates.push(resolve));
        },
      }),
    );
    const answers: string[] = [];
    const slow = [1, 2].map(() => instance.flush([], { tag: 'slow' }).then(() => answers.push('slow')));
    for (let i = 0; i < 3; i++) await instance.flush([], { tag: 'fast' }).then(() => answers.push('fast'));
    expect(answers).toEqual(['fast', 'fast', 'fast']);
    gates.forEach((open) => open());
    await Promise.all(slow);
    expect(answers.slice(3)).toEqual(['slow', 'slow']);
    await instance.cancel();
  });

  test('its context ends with it, and with the instance', async () => {
    const signals: AbortSignal[] = [];
    const instance = await startInstance(
      outputOf({
        async flush(ctx, chunk) {
          signals.push(ctx.signal);
          if (chunk.tag === 'slow') await ctx.sleep(60_000);
        },
      }),
    );
    await instance.flush([]);
    expect(signals[0]?.aborted).toBe(true);
    const slow = instance.flush([], { tag: 'slow' });
    expect(signals[1]?.aborted).toBe(false);
    await instance.cancel();
    // Not delivered and not refused: Fluent Bit keeps it.
    expect(await slow).toMatchObject({ status: 'retry' });
    expect(text(instance.logs)).not.toContain('[error]');
  });

  test('one that comes after the cancellation is for later', async () => {
    const flush = vi.fn();
    const instance = await startInstance(outputOf({ flush }));
    await instance.cancel();
    expect((await instance.flush([])).status).toBe('retry');
    expect(flush).not.toHaveBeenCalled();
  });

  test('a bad record costs only itself, is logged once and counted', async () => {
    const seen: unknown[] = [];
    const instance = await startInstance(
      outputOf({
        async flush(_, chunk) {
          for (const { record } of chunk) seen.push(record.n);
        },
      }),
    );
    const bad = Uint8Array.of(0xc1);
    const chunk = Buffer.concat([encodeChunk([message(1)]), bad, encodeChunk([message(2)]), bad, bad]);
    expect((await instance.flush(chunk)).status).toBe('ok');
    expect(seen).toEqual([1, 2]);
    expect(instance.logs).toHaveLength(1);
    expect(instance.logs[0]?.message).toMatch(/skipped a record.*\[FLB_NODE_E_BAD_RECORD\]/);
    await instance.cancel();
    expect(instance.logs[1]?.message).toMatch(/^2 more of this kind/);
  });
});

describe('the end', () => {
  test('waits for collect, then close, then done', async () => {
    const order: string[] = [];
    const instance = await startInstance(
      inputOf({
        async collect(ctx, ch) {
          await ctx.sleep(60_000).catch(() => {});
          order.push('cancelled');
          await ch.write(message(1)).catch((error: unknown) => order.push(String(CancelledError.is(error))));
          await turn();
          order.push('collected');
        },
        async close() {
          await turn();
          order.push('closed');
        },
      }),
    );
    await Promise.all([instance.cancel().then(() => order.push('done')), instance.cancel()]);
    expect(order).toEqual(['cancelled', 'true', 'collected', 'closed', 'done']);
    expect(instance.records).toEqual([]);
  });

  test('a close that fails is logged', async () => {
    const instance = await startInstance(outputOf({ close: () => Promise.reject(new Error('still open')) }));
    await instance.cancel();
    expect(text(instance.logs)).toMatch(/close failed: Error: still open\n\s+at/);
  });
});

describe('metrics', () => {
  test('are declared by init, mirrored each second while they change, and at the end', async () => {
    vi.useFakeTimers();
    let inc = (): void => {};
    const plugin = outputOf({
      init(_, fbit) {
        const total = fbit.metrics.newCounter('example_metric_total', 'Total number of example metrics', ['plugin']);
        inc = () => total.inc({ plugin: 'out-test' });
      },
    });
    const binding = new MemoryBinding({ type: 'output', plugin: 'out-test' });
    const ready = vi.spyOn(binding, 'ready');
    const sent = vi.spyOn(binding, 'metrics');
    const running = runInstance(plugin, binding);
    await vi.advanceTimersByTimeAsync(0);
    expect(ready.mock.calls[0]?.[0]).toMatchObject([
      { kind: 'counter', name: 'example_metric_total', labels: ['plugin'] },
    ]);
    inc();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.mock.lastCall?.[0]).toMatchObject([{ family: 0, labels: ['out-test'], value: 1 }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveBeenCalledTimes(1);
    inc();
    binding.send({ kind: 'cancel' });
    await running;
    expect(binding.metricView().value('example_metric_total', { plugin: 'out-test' })).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one that is made too late is named once', async () => {
    const instance = await startInstance(
      outputOf({ init: (_, fbit) => void setTimeout(() => fbit.metrics.newGauge('late', 'late'), 1) }),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    await instance.metrics();
    await instance.cancel();
    expect(text(instance.logs)).toMatch(/^\[warn\] .*"late".*\[FLB_NODE_E_METRIC_LATE\]/);
    expect(instance.logs).toHaveLength(1);
  });

  test('a collect function that throws costs nothing else', async () => {
    const instance = await startInstance(
      outputOf({
        init(_, fbit) {
          Object.assign(fbit.metrics.newGauge('g', 'g'), {
            collect: () => {
              throw new Error('sensor');
            },
          });
        },
      }),
    );
    await instance.metrics();
    await instance.metrics();
    expect((await instance.flush([])).status).toBe('ok');
    await instance.cancel();
    expect(text(instance.logs)).toMatch(/^\[warn\] metrics were not read: Error: sensor/);
  });
});
