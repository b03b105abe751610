import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { registerFilter, registerInput, registerOutput, RetryError } from '../../../src/index.ts';
import { checkClause, checkContract, contractChecks, resetRegistration } from '../../../src/testing/index.ts';
import breakers from '../../fixtures/contract/breakers.ts';

/** Short: what is never written has to be waited for. */
const timeoutMs = 500;

afterAll(() => void process.removeAllListeners('SIGUSR2'));

describe('a plugin that breaks a clause', () => {
  test.each(breakers.map((each) => [each.check, each.plugin.type, String(each.seen), each] as const))(
    '"%s", as %s: %s',
    async (check, _type, _seen, { plugin, seen, options }) => {
      const result = await checkClause(plugin, check, options);
      expect(result).toMatchObject({ name: check, status: 'failed', seen: expect.stringMatching(seen) });
      expect(result.change).toMatch(/\.$/);
    },
  );

  test('is there for every check', () => {
    const all = (['input', 'output', 'filter', 'custom'] as const).flatMap((type) => contractChecks({ ...breakers[0]!.plugin, type }));
    expect(new Set(breakers.map(({ check }) => check))).toEqual(new Set(all));
  });
});

describe('checkContract', () => {
  test('passes a plugin that keeps it, without anything skipped that can be checked', async () => {
    resetRegistration();
    const plugin = registerOutput('kept', 'test', () => {
      let mode: string | undefined;
      return {
        init: (_, fbit) => void (mode = fbit.conf.get('mode')),
        async flush(ctx, chunk) {
          if (mode === 'down') throw new RetryError('down');
          if (mode === 'refuses') throw new Error('400');
          if (mode === 'hangs') await ctx.sleep(Infinity);
          chunk.toJSONLines();
        },
      };
    });
    const report = await checkContract(plugin, {
      config: { mode: 'usual' },
      otherConfig: { mode: 'other' },
      failing: { mode: 'down' },
      refusing: { mode: 'refuses' },
      hanging: { mode: 'hangs' },
    });
    expect(report.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(report).toMatchObject({ plugin: 'kept', passed: true });
    expect(report.checks.map(({ name }) => name)).toEqual(contractChecks(plugin));
  });

  test('skips what needs more, and says what', async () => {
    resetRegistration();
    const plugin = registerInput('waits', 'test', () => ({ init() {}, collect: (ctx) => ctx.sleep(Infinity) }));
    const { checks, passed } = await checkContract(plugin, { timeoutMs, skip: ['leaves no timer behind'] });
    expect(passed).toBe(true);
    const seen = Object.fromEntries(checks.filter(({ status }) => status === 'skipped').map((each) => [each.name, each.seen]));
    expect(seen['ends when it is cancelled during a write']).toMatch(/give `stimulate`/);
    expect(seen['leaves no timer behind']).toMatch(/as asked for/);
    await expect(checkContract(plugin, { skip: ['no such'] })).rejects.toThrow('there is no check "no such" to skip');
    await expect(checkClause(plugin, 'no such')).rejects.toThrow(TypeError);
  });

  test('says that a configuration is needed', async () => {
    resetRegistration();
    const plugin = registerFilter('wants', 'test', () => ({
      init(_, fbit) {
        if (!fbit.conf.has('key')) throw new Error('no key');
      },
      filter() {},
    }));
    const { checks } = await checkContract(plugin);
    expect(checks[0]).toMatchObject({ status: 'failed', change: expect.stringContaining('give `config`') });
  });

  test('says once that the section does not fit', async () => {
    resetRegistration();
    const config = z.object({ url: z.url() });
    const plugin = registerOutput('wants', 'test', () => ({ init() {}, async flush() {} }), { config });
    const { checks, passed } = await checkContract(plugin);
    expect(passed).toBe(false);
    const [first, ...rest] = checks;
    expect(first).toMatchObject({ status: 'failed', seen: expect.stringContaining('url is missing'), change: expect.stringContaining('--with key=value') });
    expect(rest.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  test('stimulates an input that waits for others', async () => {
    resetRegistration();
    let poke = (): void => {};
    const plugin = registerInput('poked', 'test', () => ({
      init() {},
      async collect(ctx, ch) {
        while (!ctx.cancelled) {
          await new Promise<void>((resolve) => {
            poke = resolve;
            ctx.signal.addEventListener('abort', () => resolve(), { once: true });
          });
          if (!ctx.cancelled) await ch.write({ record: { poked: true } });
        }
      },
    }));
    const result = await checkClause(plugin, 'ends when it is cancelled after a write', { stimulate: () => poke() });
    expect(result.status).toBe('passed');
  });

  test('leaves the console, stdout and handlers as they were', async () => {
    const before = { log: console.log, write: process.stdout.write, handlers: process.listeners('unhandledRejection') };
    resetRegistration();
    await checkContract(registerOutput('quiet', 'test', () => ({ init() {}, async flush() {} })));
    expect({ log: console.log, write: process.stdout.write, handlers: process.listeners('unhandledRejection') }).toEqual(before);
  });
});
