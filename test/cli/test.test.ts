/** A project of a user's, outside of the repository. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flbNode, ROOT, scratch, type Ended } from './support/flb-node.ts';

let project: string;

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
};

const link = (...names: string[]): void => {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  for (const name of names) symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
};

const GOOD = `
import { registerOutput } from 'fluent-bit-node';
import * as z from 'zod';
const config = z.object({ url: z.string() });
export default registerOutput('mine', 'An output', () => ({ init() {}, async flush(_, chunk) { chunk.toJSONLines(); } }), { config });
`;
const BAD = GOOD.replace('chunk.toJSONLines();', 'const [first] = chunk; first.record;');

const TEST = `
import { expect, test } from 'vitest';
import { events, flushOutput } from 'fluent-bit-node/testing';
import 'fluent-bit-node/testing/vitest';
import plugin from './plugin.ts';
test('of the user', async () => {
  const result = await flushOutput(plugin, events(1), { config: { url: 'x' } });
  expect(result.status).toBe('ok');
  expect(result).not.toHaveLogged('error', '');
});
`;

beforeEach(() => {
  project = scratch();
  write('package.json', '{ "type": "module", "private": true }');
  write('plugin.test.ts', TEST);
  link('vitest', 'zod');
  symlinkSync(ROOT, join(project, 'node_modules/fluent-bit-node'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** As a user's shell: the vitest that runs this test must not be seen. */
const run = (...args: string[]): Promise<Ended> => flbNode(['test', ...args], { cwd: project, env: { VITEST: '', VITEST_POOL_ID: '', VITEST_WORKER_ID: '', VITEST_MODE: '', NODE_ENV: '' } });

describe('flb-node test', () => {
  test('runs the tests and the contract, and ends with 0', async () => {
    write('plugin.ts', GOOD);
    const { code, stdout, stderr } = await run('--with', 'url=x', '--reporter=verbose');
    expect(stdout + stderr).toContain('of the user');
    expect(stdout).toMatch(/contract.*the contract of mine.*takes a chunk of 2 MB/);
    expect(stdout).toMatch(/Test Files {2}2 passed/);
    expect(code).toBe(0);
  });

  test('says what to change, and ends with 1', async () => {
    write('plugin.ts', BAD);
    write('contract.ts', `export default { config: { url: 'x' } };`);
    const { code, stdout, stderr } = await run();
    expect(stderr + stdout).toContain('takes a chunk without records');
    expect(stderr + stdout).toContain('to change: Do not rely on a first record: return when there is none.');
    expect(stdout).toMatch(/Tests {2}1 failed/);
    expect(code).toBe(1);
  });

  test('leaves the contract out, and hands on what vitest takes', async () => {
    write('plugin.ts', BAD);
    const { code, stdout } = await run('--no-contract', '--reporter=json');
    const { numTotalTests, success } = JSON.parse(stdout) as { numTotalTests: number; success: boolean };
    expect({ code, numTotalTests, success }).toEqual({ code: 0, numTotalTests: 1, success: true });
  });

  test('filters, and finds the plugin where package.json says', async () => {
    write('package.json', '{ "type": "module", "private": true, "flbNode": { "entry": "lib/out.ts" } }');
    write('lib/out.ts', GOOD);
    rmSync(join(project, 'plugin.test.ts'));
    const { code, stdout } = await run('contract', '-t', 'chunk of 2 MB', '--with', 'url=x', '--reporter=json');
    const { numPassedTests } = JSON.parse(stdout) as { numPassedTests: number };
    expect({ code, numPassedTests }).toEqual({ code: 0, numPassedTests: 1 });
  });

  test('keeps to the configuration of the project', async () => {
    write('plugin.ts', GOOD);
    write('vitest.config.ts', `export default { test: { include: ['specs/*.ts'] } };`);
    write('specs/one.ts', `import { expect, test } from 'vitest'; test('one', () => expect(1).toBe(1));`);
    const { code, stdout } = await run('--with', 'url=x', '--reporter=json');
    const { testResults } = JSON.parse(stdout) as { testResults: { name: string }[] };
    expect(testResults.map(({ name }) => name.slice(name.lastIndexOf('/') + 1)).sort()).toEqual(['one.ts', 'plugin.contract.test.mjs']);
    expect(code).toBe(0);
  });

  test('without vitest it says how to get it', async () => {
    rmSync(join(project, 'node_modules/vitest'));
    write('plugin.ts', GOOD);
    const { code, stdout, stderr } = await run();
    expect(stderr).toMatch(/FLB_NODE_E_NO_VITEST: vitest 3\.2 or later was not found.*\n {2}fix: npm install --save-dev vitest/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('without a plugin it says how to name it', async () => {
    const { code, stderr } = await run();
    expect(stderr).toContain('name the plugin with --plugin FILE');
    expect(code).toBe(2);
    expect((await run('--plugin', 'no.ts')).stderr).toContain('there is no file');
    write('plugin.ts', GOOD);
    expect((await run('--with', 'x')).stderr).toContain('--with wants key=value, not "x"');
  });
});
