import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { built, example, fixture, hosts, scratch, start, type Config } from './support/hosts.ts';

const input = (section: Record<string, string | number>): Config => ({
  plugins: [fixture('fixture-input')],
  inputs: [{ name: 'fixture-input', tag: 't', ...section }],
  outputs: [{ name: 'null', match: '*' }],
});

describe.each(hosts)('$name', (host) => {
  /** Starts, and expects the start to fail with a log that says why. */
  async function fails(config: Config, patterns: RegExp[], env?: Record<string, string>): Promise<string> {
    const { code, signal, log } = await start(host, config, { env: env ?? {} }).ended();
    expect(signal, log).toBeNull();
    expect(code, log).not.toBe(0);
    for (const pattern of patterns) expect(log).toMatch(pattern);
    return log;
  }

  it('fails the start when init throws, and says what and where', async () => {
    await fails(input({ init: 'throw' }), [
      /\[input:fixture-input:fixture-input\.0\] .*the fixture fails in init.*FLB_NODE_E_INIT_FAILED/,
      /plugin\.ts:\d+/,
    ]);
  });

  it('fails the start when init does not settle, blocks or exits', async () => {
    const late = [/init did not finish within 300 ms.*FLB_NODE_E_INIT_TIMEOUT/];
    const limits = { 'node.init_timeout': '300ms', 'node.exit_timeout': '500ms' };
    await fails(input({ init: 'never', ...limits }), late);
    await fails(input({ init: 'loop', ...limits }), late);
    await fails(input({ init: 'exit' }), [/failed to initialize/]);
  });

  it('names the key, the value, what was expected and the section of a bad setting', async () => {
    await fails(
      { ...input({}), plugins: [example('out-multiinstance'), fixture('fixture-input')], outputs: [{ name: 'out-multiinstance', match: '*' }] },
      [/out-multiinstance.*id is missing.*FLB_NODE_E_CONFIG/],
    );
    await fails(input({ 'node.buffer_limit': 'much' }), [/node\.buffer_limit is "much", expected .*FLB_NODE_E_SETTING/]);
  });

  it('reports a bundle that cannot be read, parsed or resolved, or is another plugin', async () => {
    const folder = scratch();
    const bundle = (name: string, source: string): Config => {
      writeFileSync(join(folder, name), source);
      return input({ 'node.bundle': join(folder, name) });
    };
    await fails(input({ 'node.bundle': join(folder, 'none.cjs') }), [/none\.cjs.*FLB_NODE_E_BUNDLE_UNREADABLE/]);
    await fails(bundle('syntax.cjs', 'const a = ;'), [/syntax\.cjs.*FLB_NODE_E_BUNDLE_FAILED/, /syntax\.cjs:1/]);
    await fails(bundle('module.cjs', 'require("no-such-module")'), [/no-such-module.*FLB_NODE_E_BUNDLE_FAILED/]);
    await fails(bundle('nothing.cjs', ''), [/nothing\.cjs.*FLB_NODE_E_NOT_REGISTERED/]);
    const other = `globalThis[Symbol.for('fluent-bit-node.plugin')] = { abi: 1, type: 'output', name: 'else', run() {} }`;
    await fails(bundle('other.cjs', other), [/registers output else.*input fixture-input.*FLB_NODE_E_BUNDLE_OTHER/]);
    const future = `globalThis[Symbol.for('fluent-bit-node.plugin')] = { abi: 99, type: 'input', name: 'fixture-input', run() {} }`;
    await fails(bundle('future.cjs', future), [/99.*FLB_NODE_E_BINDING_ABI/]);
  });

  it('says what was tried when there is no runtime', async () => {
    const folder = scratch();
    copyFileSync(fixture('fixture-input'), join(folder, 'alone.so'));
    // Without the build's own RUNPATH, as an installed plugin has it.
    const config = { ...input({}), plugins: [join(folder, 'alone.so')] };
    const missing = await fails(config, [/FLB_NODE_E_RUNTIME_NOT_FOUND/], { FLB_NODE_RUNTIME: '/nowhere/libflbnode.so' });
    expect(missing.split('\n').filter((line) => line.includes('FLB_NODE_E_'))).toHaveLength(1);
    expect(missing).toContain(join(folder, 'libflbnode.so'));
    expect(missing).toContain('/nowhere/libflbnode.so');

    // And takes the one that FLB_NODE_RUNTIME names, where its own folder has none.
    const running = start(host, { ...config, inputs: [{ name: 'fixture-input', tag: 't', count: 1 }] }, {
      env: { FLB_NODE_RUNTIME: built('lib/libflbnode.so') },
    });
    await running.see('wrote 1 records');
    expect((await running.stop()).code).toBe(0);
  });

  it('refuses a runtime of another ABI version', async () => {
    const folder = scratch();
    copyFileSync(fixture('fixture-input'), join(folder, 'plugin.so'));
    writeFileSync(join(folder, 'other.c'), 'static const unsigned v = 99; const void *flbnode_api_v1(void) { return &v; }');
    execFileSync('cc', ['-shared', '-fPIC', '-o', join(folder, 'libflbnode.so'), join(folder, 'other.c')]);
    await fails({ ...input({}), plugins: [join(folder, 'plugin.so')] }, [/libflbnode\.so has ABI version 99.*FLB_NODE_E_RUNTIME_ABI/]);
  });

  it('ends with the others when one of several instances fails its init', async () => {
    await fails(
      {
        plugins: [fixture('fixture-input'), fixture('fixture-output')],
        inputs: [
          { name: 'fixture-input', tag: 'good', count: 10 },
          { name: 'fixture-input', tag: 'bad', init: 'throw' },
        ],
        outputs: [{ name: 'fixture-output', match: '*', file: join(scratch(), 'records') }],
      },
      [/fixture fails in init/],
    );
  });
});
