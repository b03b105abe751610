/** In a Worker of its own: what is replaced is the process object. */
import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const bundle = buildSync({
  stdin: {
    contents: `import { contain } from './src/runtime/containment.ts';
      import { parentPort } from 'node:worker_threads';
      import { readFileSync } from 'node:fs';
      const stat = readFileSync('/proc/self/stat', 'utf8');
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
      contain(group, (text) => parentPort.postMessage(['error', text]), (text) => parentPort.postMessage(['warn', text]));`,
    resolveDir: fileURLToPath(new URL('../../..', import.meta.url)),
    loader: 'ts',
  },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  write: false,
}).outputFiles[0]?.text;

async function run(body: string): Promise<{ said: [string, string][]; error: Error | undefined; code: number }> {
  const worker = new Worker(`${bundle};${body}`, { eval: true });
  const said: [string, string][] = [];
  let error: Error | undefined;
  worker.on('message', (line: [string, string]) => said.push(line));
  worker.on('error', (thrown) => (error = thrown as Error));
  const code = await new Promise<number>((done) => worker.once('exit', done));
  return { said, error, code };
}

test.each([
  'process.abort()',
  "process.chdir('/')",
  "require('node:v8').setFlagsFromString('--trace-gc')",
  'process.kill(process.pid)',
  "process.kill(process.pid, 'SIGKILL')",
  'process.kill(0)',
  'process.kill(-1)',
  "process.kill(-require('node:child_process').execSync('ps -o pgid= -p ' + process.pid).toString())",
])('%s is refused, with a code', async (body) => {
  const { error } = await run(body);
  expect(error).toMatchObject({ code: 'FLB_NODE_E_PROCESS' });
  expect(error?.message).toContain('is not for a plugin');
});

test('other processes may be signalled, and any may be asked for', async () => {
  const { error, code } = await run(`
    process.kill(process.pid, 0);
    const child = require('node:child_process').spawn('sleep', ['60']);
    child.on('exit', (_, signal) => process.exit(signal === 'SIGTERM' ? 0 : 9));
    child.on('spawn', () => process.kill(child.pid));
  `);
  expect(error).toBeUndefined();
  expect(code).toBe(0);
});

test('process.exit ends the Worker, and says where it was called', async () => {
  const { said, code } = await run('function leave() { process.exit(3); }\nleave();');
  expect(code).toBe(3);
  expect(said).toEqual([['error', expect.stringMatching(/^process\.exit\(3\) was called\n\s+at leave /)]]);
});

test('the end that Node makes of an uncaught error is not reported as a call', async () => {
  const { said, error } = await run(`setTimeout(() => { throw new Error('uncaught'); }, 1)`);
  expect(error?.message).toBe('uncaught');
  expect(said).toEqual([]);
});

test('a handler of a signal is warned of, once', async () => {
  const { said } = await run(`process.on('SIGTERM', () => {}); process.on('SIGTERM', () => {}); process.on('exit', () => {});`);
  expect(said).toEqual([['warn', expect.stringMatching(/^process\.on\('SIGTERM'\) is not for a plugin.*never be called$/)]]);
});
