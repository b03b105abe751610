import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';

const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');
const manifestOf = (folder: string): Record<string, Record<string, string>> =>
  JSON.parse(read(folder, 'package.json')) as Record<string, Record<string, string>>;

/** As npm would install it, without a network: this package and what it depends on. */
function linkPackages(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@types'), { recursive: true });
  symlinkSync(ROOT, join(modules, 'fluent-bit-node'));
  for (const name of ['zod', 'vitest', 'typescript', '@types/node']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

const runIn = (folder: string, script: string, ...args: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, output: stdout + stderr };
};

describe.each([
  ['input', 'my-feed', 'build/my-feed.so'],
  ['output', 'my-feed', 'build/my-feed.so'],
  ['filter', 'my_feed', 'build/flb-filter_my_feed.so'],
  ['custom', 'my-feed', 'build/my-feed.so'],
])('--type %s', (type, name, so) => {
  const cwd = scratch();
  const folder = join(cwd, 'my-feed');

  test('writes a plugin of that name and says what is next', async () => {
    const { code, stdout, stderr } = await flbNode(['create', 'my-feed', '--type', type, '--no-install', '--pm', 'npm'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `\n${name} is ready. Next:\n  cd my-feed && npm install\n  npm test\n  npm run dev\n`,
    });
    expect(stdout.trim().split('\n').sort()).toEqual(readdirSync(folder).map((file) => `my-feed/${file}`).sort());
    expect(read(folder, 'plugins.conf')).toContain(`Path ${so}\n`);
    const texts = readdirSync(folder).map((file) => read(folder, file));
    expect(texts.filter((text) => /my[-_]plugin|MyPlugin/i.test(text))).toEqual([]);
  });

  test('whose types are right, and whose tests pass', () => {
    linkPackages(folder);
    expect(runIn(folder, 'typescript/bin/tsc')).toEqual({ status: 0, output: '' });
    const { status, output } = runIn(folder, 'vitest/vitest.mjs', 'run');
    expect(output).toMatch(/Tests\s+\d+ passed/);
    expect(status).toBe(0);
  });

  test('whose README and configuration fit its options', async () => {
    const readme = await flbNode(['readme', 'plugin.ts', '--check'], { cwd: folder });
    expect(readme).toMatchObject({ code: 0 });
    const lint = await flbNode(['lint', 'plugin.ts', 'fluent-bit.yaml'], { cwd: folder });
    expect(lint).toMatchObject({ code: 0 });
  });
});

test('a file that exists is not written over, but with --force', async () => {
  const cwd = scratch();
  writeFileSync(join(cwd, 'plugin.ts'), 'mine');
  const args = ['create', '.', '--name', 'feed', '--type', 'input', '--no-install'];
  const refused = await flbNode(args, { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('is not empty: plugin.ts; --force');
  expect(read(cwd, 'plugin.ts')).toBe('mine');
  expect(await flbNode([...args, '--force'], { cwd })).toMatchObject({ code: 0 });
  expect(read(cwd, 'plugin.ts')).toContain("registerInput('feed'");
});

test.each([
  ['a type', ['create', 'feed'], '--type is missing: input, output, filter, custom'],
  ['a folder', ['create', '--type', 'input'], '[dir] or --name is missing'],
  ['a filter without a dash', ['create', '--type', 'filter', '--name', 'my-feed'], 'as in my_feed'],
  ['a name of letters', ['create', '1', '--type', 'input'], '"1" is no name for an input plugin'],
  ['a package that is one', ['create', 'feed', '--type', 'input', '--package', 'file:/no.tgz'], 'file:/no.tgz is neither'],
])('asks nothing without a terminal, and wants %s', async (_what, args, message) => {
  const cwd = scratch();
  const { code, stdout, stderr } = await flbNode(args, { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(readdirSync(cwd)).toEqual([]);
});

/** A terminal: `script` of util-linux makes one. */
const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminal)('at a terminal', () => {
  /** Gives each answer once its question is there. */
  const answer = (cwd: string, answers: readonly [question: string, answer: string][]): Promise<string> =>
    new Promise((resolve) => {
      const line = `${process.execPath} ${join(ROOT, 'dist/cli/main.js')} create --no-install --pm npm`;
      const child = spawn('script', ['-qec', line, '/dev/null'], { cwd, env: { ...process.env, NO_COLOR: '1' } });
      const left = [...answers];
      let [shown, seen] = ['', 0];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
        const at = left[0] ? shown.indexOf(left[0][0], seen) : -1;
        if (at < 0) return;
        seen = shown.length;
        child.stdin.write(left.shift()?.[1] ?? '');
      });
      child.on('close', (code) => resolve(`${shown}\nexit status ${String(code)}`));
    });

  test('asks for what is missing, until it is good', async () => {
    const cwd = scratch();
    const shown = await answer(cwd, [
      ['What is it', 'filtr\r'],
      ['What is it', 'filter\r'],
      ['What is its name', 'my-feed\r'],
      ['What is its name', '\r'],
    ]);
    expect(shown).toContain('"filtr" is none of input, output, filter, custom');
    expect(shown).toContain('"my-feed" is no name for a filter plugin');
    expect(shown).toContain('exit status 0');
    expect(read(cwd, 'my_plugin/plugin.ts')).toContain("registerFilter('my_plugin'");
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s makes nothing', async (_name, key) => {
    const cwd = scratch();
    const shown = await answer(cwd, [['What is it', key]]);
    expect(shown).toContain('a question was not answered');
    expect(shown).toContain('exit status 2');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test('--yes makes an input where nothing is said', async () => {
  const cwd = scratch();
  expect(await flbNode(['create', '--yes', '--no-install'], { cwd })).toMatchObject({ code: 0 });
  expect(read(cwd, 'my-plugin/plugin.ts')).toContain("registerInput('my-plugin'");
});

test('the class is not called what the file uses already', async () => {
  const cwd = scratch();
  await flbNode(['create', 'chunk', '--type', 'output', '--no-install'], { cwd });
  expect(read(cwd, 'chunk/plugin.ts')).toContain('class ChunkPlugin implements');
});

describe('the packages', () => {
  test('are those that this package is tested with', async () => {
    const cwd = scratch();
    await flbNode(['create', 'feed', '--type', 'input', '--no-install'], { cwd });
    const own = manifestOf(ROOT);
    const made = manifestOf(join(cwd, 'feed'));
    expect(made['dependencies']).toEqual({
      'fluent-bit-node': `^${String(own['version'])}`,
      zod: own['devDependencies']?.['zod'],
    });
    expect(made['devDependencies']?.['vitest']).toBe(own['devDependencies']?.['vitest']);
    expect(made['optionalDependencies']).toBeUndefined();
  });

  test('may be tarballs, folders and other versions', async () => {
    const cwd = scratch();
    const tarball = packed(cwd, '@fluent-bit-node/linux-x64-gnu');
    const specs = ['--package', `file:${ROOT}`, '--package', tarball, '--package', 'vitest@3.2.4'];
    expect(await flbNode(['create', 'feed', '--type', 'input', '--no-install', ...specs], { cwd })).toMatchObject({ code: 0 });
    const made = manifestOf(join(cwd, 'feed'));
    expect(made['dependencies']?.['fluent-bit-node']).toMatch(/^file:\//);
    expect(made['optionalDependencies']).toEqual({ '@fluent-bit-node/linux-x64-gnu': `file:${join(cwd, tarball)}` });
    expect(made['devDependencies']?.['vitest']).toBe('3.2.4');
  });

  test('are installed by the package manager', async () => {
    const cwd = scratch();
    const env = withNpm(cwd, 'echo "$@" > installed');
    expect(await flbNode(['create', 'feed', '--type', 'input', '--pm', 'npm'], { cwd, env })).toMatchObject({
      code: 0,
      stderr: '\nfeed is ready. Next:\n  cd feed\n  npm test\n  npm run dev\n',
    });
    expect(read(cwd, 'feed/installed')).toMatch(/^install --prefer-offline/);
  });

  test('that cannot be installed: what the package manager said is shown', async () => {
    const cwd = scratch();
    const env = withNpm(cwd, 'echo no such package >&2; exit 3');
    const { code, stderr } = await flbNode(['create', 'feed', '--type', 'input', '--pm', 'npm'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^no such package\nFLB_NODE_E_INSTALL: npm install .* failed in .*feed, see above\n {2}fix: /);
    expect(existsSync(join(cwd, 'feed/plugin.ts'))).toBe(true);
  });
});

/** An `npm` that does something else, first on the path. */
function withNpm(cwd: string, script: string): NodeJS.ProcessEnv {
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin/npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${join(cwd, 'bin')}:${String(process.env['PATH'])}` };
}

/** A package's tarball, without `npm pack`. */
function packed(cwd: string, name: string): string {
  const folder = join(scratch(), 'package');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '0.1.0' }));
  const file = `${name.replace(/\W+/g, '-')}.tgz`;
  const { status } = spawnSync('tar', ['-czf', join(cwd, file), '-C', join(folder, '..'), 'package']);
  expect(status).toBe(0);
  return file;
}
