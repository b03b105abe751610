/** `flb-node build`, and its results in Fluent Bit and in the host. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { allHosts, complaints, type Config, example, fixture, fluentBit, hosts, start } from '../e2e/support/hosts.ts';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';

const source = (name: string): string => join(ROOT, name.includes('fixture') ? 'test/fixtures' : 'examples', name, 'plugin.ts');

/** Builds without a compiler. @returns the path on stdout */
async function prebuilt(name: string, out: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await flbNode(['build', source(name), '--prebuilt', '--out', out, ...args]);
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

/** One of each kind that can run everywhere, in one folder with its runtime. */
const NAMES = ['fixture-input', 'filter-redact', 'out-stdout'];
const folders: Record<'whole' | 'stripped' | 'stripped of what is not needed' | 'stripped of debug', string> = {
  whole: scratch(),
  stripped: scratch(),
  'stripped of what is not needed': scratch(),
  'stripped of debug': scratch(),
};
const strippers: Record<string, string[]> = {
  stripped: ['strip'],
  'stripped of what is not needed': ['strip', '--strip-unneeded'],
  'stripped of debug': ['objcopy', '--strip-debug'],
};

beforeAll(async () => {
  for (const name of NAMES) {
    const file = await prebuilt(name, folders.whole);
    for (const [how, [program = '', ...args]] of Object.entries(strippers)) {
      const folder = folders[how as keyof typeof folders];
      const out = join(folder, basename(file));
      execFileSync(program, program === 'strip' ? [...args, '-o', out, file] : [...args, file, out]);
      execFileSync('cp', [join(folders.whole, 'libflbnode.so'), folder]);
    }
  }
});

const pipeline = (folder: string): Config => ({
  plugins: ['fixture-input.so', 'flb-filter_redact.so', 'out-stdout.so'].map((file) => join(folder, file)),
  // Its records say who they are from.
  inputs: [{ name: 'fixture-input', alias: 'ann@example.com', tag: 'a.b', count: 3 }],
  filters: [{ name: 'redact', match: 'a.*', mask: 'xxx' }],
  outputs: [{ name: 'out-stdout', match: '*' }],
});

// The hosts differ in what they make of the entry points, not of the file.
describe.each(Object.keys(folders))('prebuilt plugins, %s', (how) => {
  it.each(how === 'whole' ? allHosts : hosts)('run on $name to a clean end', async (host) => {
    const running = start(host, pipeline(folders[how as keyof typeof folders]));
    await running.see(/^\[\d\] a\.b: \[.*\{"n":2,"from":"xxx",.*\}\]$/m);
    const { code, log, stdout } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(stdout.match(/^\[\d\] a\.b: .*$/gm), 'each once').toHaveLength(3);
  });
});

describe.skipIf(!fluentBit)('what Fluent Bit is told', () => {
  const help = (...args: string[]): string => {
    const { stdout, status } = spawnSync(fluentBit?.command ?? '', ['-e', ...args, '-h'], { encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout;
  };
  it.each([
    ['fixture-config', '-i', fixture('fixture-config'), true],
    ['fixture-input', '-i', fixture('fixture-input'), false],
    ['in-dummy', '-i', example('in-dummy'), true],
    ['out-metrics-table', '-o', example('out-metrics-table'), true],
    ['out-stdout', '-o', example('out-stdout'), false],
    ['filter-redact', '-F', example('filter-redact'), false],
  ])('is the same of a prebuilt and of a compiled %s', async (name, flag, compiled, hasOptions) => {
    const file = await prebuilt(name, scratch(), '--no-runtime');
    const registered = name.replace('filter-', '');
    // The list of all plugins, and, where the plugin tells its options, those.
    expect(help(file)).toMatch(new RegExp(`^  ${registered} +\\S`, 'm'));
    expect(help(file)).toBe(help(compiled));
    expect(help(file, flag, registered)).toBe(help(compiled, flag, registered));
    if (hasOptions) expect(help(file, flag, registered)).toContain('node.init_timeout');
  });
});

test.each([
  ['out-stdout', 'FLBPluginFlushCtx'],
  ['filter-redact', 'filter_redact_plugin'],
])('a prebuilt %s exports what a compiled one does, needs no more and is never unloaded', async (name, symbol) => {
  const file = await prebuilt(name, scratch(), '--no-runtime');
  const compiled = example(name);
  const exported = (of: string): string[] =>
    execFileSync('nm', ['-D', '--defined-only', of], { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' ').at(-1) ?? '').sort();
  expect(exported(file)).toContain(symbol);
  expect(exported(file)).toEqual(exported(compiled));
  const dynamic = (of: string): string[] =>
    execFileSync('readelf', ['-dW', of], { encoding: 'utf8' }).match(/\((NEEDED|FLAGS_1|RUNPATH)\).*/g) ?? [];
  expect(dynamic(file).join('\n')).toContain('NODELETE');
  expect(dynamic(file)).toEqual(dynamic(compiled));
});

describe.each(hosts)('$name', (host) => {
  it('runs a prebuilt plugin that was replaced after its reload', async () => {
    const folder = scratch();
    const entry = join(folder, 'plugin.ts');
    const write = (text: string): void =>
      writeFileSync(
        entry,
        `import { registerInput } from ${JSON.stringify(join(ROOT, 'src/index.ts'))};
        registerInput('in-life', 'Says which', () => ({ init() {}, collect: (_, ch) => ch.write({ record: { life: '${text}' } }) }));`,
      );
    const build = async (text: string): Promise<string> => {
      write(text);
      const { code, stdout, stderr } = await flbNode(['build', entry, '--prebuilt', '--out', folder]);
      expect(code, stderr).toBe(0);
      return stdout.trim();
    };
    const plugin = await build('first');
    const running = start(host, {
      plugins: [plugin],
      service: { hot_reload: 'on' },
      inputs: [{ name: 'in-life', tag: 't' }],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    await running.see('"life"=>"first"');
    // Longer, so that nothing in it is where it was.
    await build(`second${'!'.repeat(9000)}`);
    running.signal('SIGHUP');
    await running.see('"life"=>"second!!!');
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log).toContain('in-life.so was replaced: this instance runs the new bundle');
  });
});

describe('what it prints', () => {
  it('is a path on stdout, and the sizes on stderr', async () => {
    const out = scratch();
    const { stdout, stderr } = await flbNode(['build', source('out-stdout'), '--prebuilt', '-o', out]);
    expect(stdout).toBe(`${out}/out-stdout.so\n`);
    expect(stderr).toMatch(/out-stdout\.so {2}\d+ KiB \(bundle \d+ KiB\), libflbnode\.so [\d.]+ [KM]iB for libnode\.so\.\d+ \(Node \d+\)\n/);
    expect(readdirSync(out).sort()).toEqual(['libflbnode.so', 'out-stdout.cjs', 'out-stdout.so']);
  });

  it('is the same as JSON', async () => {
    const out = scratch();
    const args = ['--json', '--no-runtime', '--minify', '--source-map', 'none', '--target', 'node22'];
    const { plugins, runtime } = JSON.parse(await prebuilt('filter-redact', out, ...args)) as {
      plugins: { file: string; bytes: number; bundleBytes: number }[];
      runtime: unknown;
    };
    const [file, bundleFile] = ['flb-filter_redact.so', 'filter-redact.cjs'].map((name) => join(out, name));
    const [bytes, bundleBytes] = [file, bundleFile].map((path) => readFileSync(path ?? '').length);
    const plugin = { type: 'filter', name: 'redact', description: 'Masks e-mail addresses and card numbers' };
    expect(plugins).toEqual([{ file, bundleFile, bytes, bundleBytes, plugin }]);
    expect(runtime).toBeNull();
    expect(readFileSync(bundleFile ?? '', 'utf8')).not.toContain('sourceMappingURL');
  });
});

describe('what goes wrong', () => {
  const failing = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; stderr: string }> => {
    const { code, stdout, stderr } = await flbNode(['build', ...args], { env, cwd: scratch() });
    expect(stdout).toBe('');
    return { code, stderr };
  };
  const written = (text: string): string => {
    const file = join(scratch(), 'plugin.ts');
    writeFileSync(file, text);
    return file;
  };

  it('names the file that is not there', async () => {
    expect(await failing([])).toEqual({ code: 2, stderr: expect.stringMatching(/there is no file plugin\.ts/) });
  });

  it('takes only a number for a libnode, and says when there is no runtime for it', async () => {
    const entry = source('out-stdout');
    expect(await failing([entry, '--runtime', 'x'])).toEqual({ code: 2, stderr: expect.stringContaining('108 for libnode.so.108') });
    const { code, stderr } = await failing([entry, '--prebuilt', '--runtime', '1']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^FLB_NODE_E_PLATFORM: libflbnode\.so for libnode\.so\.1 is not there/) });
  });

  it('needs a compiler, or --prebuilt', async () => {
    const { code, stderr } = await failing([source('out-stdout')], { PATH: '/nowhere', CXX: '' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^FLB_NODE_E_NO_COMPILER: a C\+\+ compiler, cmake, make or ninja \(flb-node build --prebuilt works without\) was not found\n {2}fix: /);
    const { code: without } = await flbNode(['build', source('out-stdout'), '--prebuilt', '-o', scratch()], { env: { PATH: '/nowhere' } });
    expect(without).toBe(0);
  });

  it("says what is wrong with the plugin, with the plugin's own lines", async () => {
    const none = await failing([written('export {}'), '--prebuilt']);
    expect(none).toEqual({ code: 1, stderr: expect.stringMatching(/^FLB_NODE_E_BUNDLE: .*it registers no plugin\./) });
    const thrown = await failing([written('console.log("to stderr");\nthrow new Error("too early");'), '--prebuilt']);
    expect(thrown).toEqual({ code: 1, stderr: expect.stringMatching(/Error: too early\n(.*\n)* +at .*plugin\.ts:2:7/) });
    const syntax = await failing([written('const = 1;'), '--prebuilt']);
    expect(syntax).toEqual({ code: 1, stderr: expect.stringMatching(/FLB_NODE_E_BUNDLE: /) });
  });
});

describe('a project of its own', () => {
  /** Outside of the repository, with the package installed. */
  function project(files: Record<string, string>): string {
    const folder = scratch();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/fluent-bit-node'));
    for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  }
  const PLUGIN = `import { registerFilter } from 'fluent-bit-node';
    registerFilter('my_own', 'A filter', () => ({ filter: () => undefined }));`;

  it.each([['with a compiler'], ['prebuilt', '--prebuilt']])('is built from plugin.ts, %s', async (_, ...args) => {
    const cwd = project({ 'plugin.ts': PLUGIN });
    const { code, stdout, stderr } = await flbNode(['build', ...args], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('build/flb-filter_my_own.so\n');
    expect(existsSync(join(cwd, 'build/flb-filter_my_own.so'))).toBe(true);
  });

  it('is built by its CMakeLists.txt where that has plugins', async () => {
    const cwd = project({
      'CMakeLists.txt': `cmake_minimum_required(VERSION 3.21)
        project(mine LANGUAGES C CXX)
        include(node_modules/fluent-bit-node/cmake/FlbNode.cmake)
        flb_node_plugin(NAME filter-my-own ENTRY src/filter.ts)`,
      'src/filter.ts': PLUGIN,
    });
    const { code, stdout, stderr } = await flbNode(['build'], { cwd });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('build/flb-filter_my_own.so\n');
    expect(readdirSync(join(cwd, 'build')).sort()).toEqual(['flb-filter_my_own.so', 'libflbnode.so']);
    const refused = await flbNode(['build', '--minify'], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('CMakeLists.txt says how') });
  });
});
