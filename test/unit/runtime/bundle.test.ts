/**
 * A plugin's bundle in a Worker, against a binding of plain objects: what a plugin built today gives a runtime of
 * another release.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const sdk = fileURLToPath(new URL('../../../src/index.ts', import.meta.url));

const bundle = async (body: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { registerCustom, registerInput, registerOutput } from ${JSON.stringify(sdk)}; ${body}`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node18',
  });
  return outputFiles[0]?.text as string;
};

/** Runs a bundle: `start`, then `cancel` after a moment. Returns what it said to the host, and how the Worker ended. */
const run = async (type: string, body: string): Promise<{ calls: unknown[][]; error: unknown; code: number }> => {
  const host = `
    const { parentPort } = require('node:worker_threads');
    const call = (name) => (...args) => parentPort.postMessage([name, ...args]);
    const plugin = globalThis[Symbol.for('fluent-bit-node.plugin')];
    let send;
    const alive = setInterval(() => {}, 1000);
    const binding = {
      abi: 1, id: 1, type: '${type}', plugin: plugin.name, name: plugin.name + '.0', logLevel: 5,
      ring: ${type === 'input' ? 'new ArrayBuffer((48 + 4096) * 4)' : 'undefined'}, bufferLimit: 8192,
      property: () => undefined, wake: () => {}, takesTags: true,
      listen: (listener) => { send = listener; },
      ready: () => { send({ kind: 'start' }); setTimeout(() => send({ kind: 'cancel' }), 20); },
      done: () => { call('done')(); setTimeout(() => clearInterval(alive), 20); },
    };
    for (const name of ['log', 'failed', 'metrics', 'complete']) binding[name] = call(name);
    plugin.run(binding);
  `;
  const worker = new Worker(`${await bundle(body)};${host}`, { eval: true, env: {} });
  const calls: unknown[][] = [];
  let error: unknown;
  worker.on('message', (call: unknown[]) => calls.push(call));
  worker.on('error', (failure) => (error = failure));
  const code = await new Promise<number>((resolve) => worker.once('exit', resolve));
  return { calls, error, code };
};

test('runs to its end, console included', async () => {
  const result = await run(
    'input',
    `registerInput('in-a', 'd', () => ({
      init() { console.log('init'); },
      async collect(ctx, ch) { for await (const time of ctx.ticker(1)) await ch.write({ time, record: { a: 1 } }); },
      close() { console.warn('close'); },
    }));`,
  );
  expect(result).toEqual({ calls: [['log', 3, 'init'], ['log', 2, 'close'], ['done']], error: undefined, code: 0 });
});

test('a collect that throws is logged, and then the host is told, which ends the Worker', async () => {
  const { calls, error } = await run(
    'input',
    `registerInput('in-a', 'd', () => ({ init() {}, async collect() { throw new RangeError('boom'); } }));`,
  );
  expect(calls.map(([name]) => name)).toEqual(['log', 'failed', 'done']);
  expect(calls[0]?.[2]).toMatch(/collect failed: boom \[FLB_NODE_E_COLLECT_FAILED\].*\nRangeError: boom\n\s+at /);
  expect(error).toBeUndefined();
});

test('work that nobody awaits may be cut short', async () => {
  const result = await run(
    'custom',
    `registerCustom('custom-a', 'd', () => ({
      init(ctx) {
        void ctx.sleep(60000);
        void (async () => { for (;;) await ctx.sleep(1); })();
        void require('node:timers/promises').setTimeout(60000, 0, { signal: ctx.signal });
      },
    }));`,
  );
  expect(result).toEqual({ calls: [['done']], error: undefined, code: 0 });
});

test('any other unhandled rejection ends the Worker as ever', async () => {
  const { error, code } = await run(
    'custom',
    `registerCustom('custom-a', 'd', () => ({ init() { void Promise.reject(new TypeError('forgotten')); } }));`,
  );
  expect(error).toMatchObject({ name: 'TypeError', message: 'forgotten' });
  expect(code).not.toBe(0);
});

test('two plugins in one bundle do not load', async () => {
  const { error } = await run(
    'custom',
    `const make = () => ({ init() {} }); registerCustom('custom-a', 'd', make); registerCustom('custom-b', 'd', make);`,
  );
  expect((error as Error).message).toMatch(/"custom-b".*"custom-a"/);
});
