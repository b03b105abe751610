/** `flb-node dev`: each save is in the running process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { newestHost } from '../e2e/support/hosts.ts';
import { Running } from '../e2e/support/process.ts';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';
import { host } from './support/pipeline.ts';

// Within the repository: there the package's name means its sources.
const folder = mkdtempSync(join(ROOT, 'build/dev-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let dev: Running | undefined;
afterEach(async () => {
  await dev?.stop();
  dev = undefined;
});

const plugin = (text: string, more = ''): string => `
import { type Context, type InputPlugin, type MessageChannel, registerInput } from 'fluent-bit-node';
import * as z from 'zod';
import { word } from './word.ts';

const config = z.object({ own: z.string().default('nothing')${more} });

class Saved implements InputPlugin<typeof config> {
  init(): void {}
  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const time of ctx.ticker(100)) await ch.write({ time, record: { said: \`${text} \${word}\` } });
  }
}
registerInput('saved', 'A plugin that is saved', () => new Saved(), { config });
`;
const word = (text: string): string => `export const word: string = '${text}';\n`;

function save(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function startDev(args: readonly string[] = [], program = host): Running {
  const env = { NO_COLOR: '1', FLUENT_BIT: program.command };
  dev = new Running(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'dev', join(folder, 'saved.ts'), ...args], { cwd: ROOT, env });
  return dev;
}

const processes = ({ log }: Running): string[] => [...log.matchAll(/\[dev\] .* process (\d+)/g)].map(([, pid = '']) => pid);

test('a save of any of its files is in the process that runs; what is wrong is told, and the old code goes on', async () => {
  save('saved.ts', plugin('first'));
  save('word.ts', word('one'));
  const running = startDev(['own=mine']);
  await running.see('first one');
  save('word.ts', word('two'));
  await running.see('first two');
  await running.see(/\[dev\] reloaded saved\.0 in \d+ ms/);

  save('saved.ts', 'class {');
  await running.see(/ERROR[^]*saved\.ts:1:6[^]*the code from before the save goes on/);
  save('saved.ts', `${plugin('never')}\nthrow new Error('at the top level');`);
  await running.see(/Error: at the top level\n +at .*saved\.ts:16:7[^]*goes on/);
  const before = running.stdout.length;
  await running.until('the old code to go on', () => running.stdout.slice(before).includes('first two'));

  save('saved.ts', plugin('second').replace('init(): void {}', `init(): void { throw new Error('in its init'); }`));
  await running.see(/in its init[^]*at Saved\.init \(.*saved\.ts:9:\d+\)/);
  await running.see('did not start, see above: save again');
  save('saved.ts', plugin('third'));
  await running.see('third two');
  expect(running.stdout).not.toContain('never');
  expect(processes(running)).toHaveLength(1);

  const { code, log } = await running.stop('SIGINT');
  expect(code).toBe(0);
  expect(log).toContain('Fluent Bit has ended (exit code 0)');
});

test('options that have changed need a new process', async () => {
  save('saved.ts', plugin('before'));
  save('word.ts', word('one'));
  const running = startDev();
  await running.see('before one');
  save('saved.ts', plugin('after', ", added: z.string().default('x')"));
  await running.see('after one');
  expect(running.log).toContain('it is started again');
  expect(new Set(processes(running)).size).toBe(2);
  await running.stop();
});

test('with --no-restart that is only said', async () => {
  save('saved.ts', plugin('before'));
  save('word.ts', word('one'));
  const running = startDev(['--no-restart']);
  await running.see('before one');
  save('saved.ts', plugin('after', ", added: z.string().default('x')"));
  await running.see('after one');
  expect(running.log).toContain('end this and run it again');
  expect(processes(running)).toHaveLength(1);
  await running.stop();
});

test('a first build that fails waits for a save; a configuration of the user is run, and not changed', async () => {
  const file = join(scratch(), 'fluent-bit.yaml');
  const text = JSON.stringify({
    service: { flush: 0.2, grace: 1 },
    pipeline: { inputs: [{ name: 'saved', tag: 'users', own: 'theirs' }], outputs: [{ name: 'stdout', match: 'users' }] },
  });
  writeFileSync(file, text);
  save('saved.ts', 'const (');
  save('word.ts', word('one'));
  const running = startDev(['-c', file], newestHost);
  await running.see('not started: correct the error above and save');
  save('saved.ts', plugin('corrected'));
  await running.see(/users.*corrected one/);
  expect(readFileSync(file, 'utf8')).toBe(text);
  await running.stop();
});

test('wrong arguments', async () => {
  save('saved.ts', plugin('x'));
  const entry = join(folder, 'saved.ts');
  const ended = await Promise.all(
    [
      ['dev', 'nothing.ts'],
      ['dev', entry, 'key'],
      ['dev', entry, '-c', 'nothing.yaml'],
    ].map((args) => flbNode(args)),
  );
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
});
