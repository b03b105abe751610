import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocatorHost, built, fixture, hasCustoms, hosts, ROOT, scratch, start, type Host } from './support/hosts.ts';

interface Report {
  node: string;
  env: string;
  custom: boolean;
  status: string;
  limits: string;
  realpath: string;
  addon?: string[];
}

/** Runs fixture-custom once and returns what it found in its process. */
async function report(host: Host, section: Record<string, string> = {}, env: Record<string, string> = {}): Promise<Report & { log: string }> {
  const folder = scratch();
  const file = join(folder, 'report.json');
  const running = start(
    host,
    {
      plugins: [fixture('fixture-custom')],
      customs: [{ name: 'fixture-custom', report: file, ...section }],
      inputs: [{ name: 'dummy', tag: 't' }],
      outputs: [{ name: 'stdout', match: '*' }],
    },
    { env },
    folder,
  );
  await running.see('"message"=>"dummy"');
  const { code, log } = await running.stop();
  expect(code, log).toBe(0);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Report), log };
}

/** Signal dispositions and limits of the host as it is without us. */
async function plain(host: Host): Promise<{ status: string; limits: string }> {
  const running = start(host, { plugins: [], inputs: [{ name: 'dummy', tag: 't' }], outputs: [{ name: 'stdout', match: '*' }] });
  await running.see('"message"=>"dummy"');
  const read = (name: string): string => readFileSync(`/proc/${running.pid}/${name}`, 'utf8');
  const found = { status: read('status'), limits: read('limits') };
  await running.stop();
  return found;
}

const signals = (status: string): string[] => status.split('\n').filter((line) => /^Sig(Ign|Cgt)/.test(line));

describe.each([...hosts, allocatorHost].filter(hasCustoms))('$name', (host) => {
  it("loads a .node addon from npm, and hands memory between libc's and libnode's allocator", async () => {
    const addon = join(ROOT, 'node_modules/@node-rs/crc32-linux-x64-gnu/crc32.linux-x64-gnu.node');
    const found = await report(host, { addon });
    expect(found.addon).toContain('crc32');
    expect(found.realpath).toMatch(/^\//);
  });
});

describe.each(hosts.filter(hasCustoms))('$name', (host) => {
  it('leaves the signal handlers and limits of the host as they are', async () => {
    const [without, inside] = [await plain(host), await report(host)];
    expect(signals(inside.status)).toEqual(signals(without.status));
    expect(inside.limits).toBe(without.limits);
  });

  it('ignores NODE_OPTIONS', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'preload.cjs'), 'globalThis.fromNodeOptions = true;');
    const env = { NODE_OPTIONS: `--require ${join(folder, 'preload.cjs')}`, FLB_NODE_TEST: 'seen' };
    const ignored = await report(host, {}, env);
    expect(ignored.custom).toBe(false);
    expect(ignored.env).toBe('seen');
  });

  it('binds nothing of libnode or its libraries to the executable', async () => {
    const folder = scratch();
    await report(host, {}, { LD_DEBUG: 'bindings', LD_DEBUG_OUTPUT: join(folder, 'bindings') });
    const files = readdirSync(folder).filter((name) => name.startsWith('bindings'));
    const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));

    // libnode and what it alone needs; the C and C++ libraries and OpenSSL are the executable's own.
    const ours = /binding file \S*(libnode|libflbnode|libuv|libcares|libnghttp2|libbrotli\w*|libicu\w+)\.so\S* \[0\] to (\S+) /;
    const bindings = lines.map((line) => ours.exec(line)).filter((match) => match !== null);
    expect(bindings.length).toBeGreaterThan(1000);
    const isExecutable = (target: string): boolean => !target.includes('.so');
    expect(bindings.filter((match) => isExecutable(match[2] ?? '')).map((match) => match[0])).toEqual([]);
  });

  it('does not start Node for --help', () => {
    const command = host.real ? (process.env['FLUENT_BIT'] || 'fluent-bit') : '';
    if (command === '') return;
    const { stdout, stderr } = spawnSync(command, ['-e', fixture('fixture-input'), '--help'], {
      encoding: 'utf8',
      env: { ...process.env, LD_DEBUG: 'files' },
    });
    expect(stdout).toContain('fixture-input');
    expect(stderr).not.toContain('libnode');
  });
});

describe.each(hosts)('$name', (host) => {
  it('runs two copies of a plugin, each with a runtime beside it, on one Node', async () => {
    const folder = scratch();
    const copies = ['one', 'two'].map((name) => {
      mkdirSync(join(folder, name));
      copyFileSync(built('lib/libflbnode.so'), join(folder, name, 'libflbnode.so'));
      const plugin = name === 'one' ? 'fixture-input' : 'fixture-output';
      copyFileSync(fixture(plugin), join(folder, name, `${plugin}.so`));
      return join(folder, name, `${plugin}.so`);
    });
    const file = join(folder, 'records');
    const running = start(host, {
      plugins: copies,
      inputs: [{ name: 'fixture-input', tag: 't', count: 3 }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1 }],
    });
    await running.until('the records', () => readdirSync(folder).includes('records'));
    expect((await running.stop()).code).toBe(0);
  });
});
