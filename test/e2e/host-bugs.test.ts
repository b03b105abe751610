/**
 * Fluent Bit's bugs that a plugin has to survive, numbered as where they were found. Each case shows the bug where the
 * host has it, and that records come through all the same. Number 2, the pause of the wrong instance, is in
 * `push.test.ts`; 6, lines past `log_file`, in `logging.test.ts`; 7, `dlclose` under live threads, in `examples.test.ts`
 * (never unloaded) and in the reloads of `instances.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, fluentBit, hasCustoms, hosts, localHosts, scratch, start } from './support/hosts.ts';
import { entries, numbers, upTo } from './support/ledger.ts';

const plugins = [fixture('fixture-input'), fixture('fixture-output')];

describe.skipIf(!fluentBit)('1: workers N starts 2N threads', () => {
  it('and the output works', async () => {
    const file = join(scratch(), 'records');
    const running = start(fluentBit!, {
      plugins,
      inputs: [{ name: 'fixture-input', tag: 't', count: 10 }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 2 }],
    });
    await running.until('the records', () => entries(file).length >= 10);
    const tasks = `/proc/${running.pid}/task`;
    const names = readdirSync(tasks).map((id) => readFileSync(`${tasks}/${id}/comm`, 'utf8').trim());
    expect(names.filter((name) => name.startsWith('flb-out-'))).toHaveLength(4);
    expect((await running.stop()).code).toBe(0);
    expect(numbers(file)).toEqual(upTo(10));
  });
});

describe.each(hosts.filter(hasCustoms))('3: a custom whose Init fails crashes $name', (host) => {
  it('and the log says before what failed', async () => {
    const { code, log } = await start(host, {
      plugins: [fixture('fixture-custom')],
      // Its report goes to a folder that does not exist.
      customs: [{ name: 'fixture-custom', report: '/nowhere/report.json' }],
      inputs: [{ name: 'dummy', tag: 't' }],
      outputs: [{ name: 'stdout', match: '*' }],
    }).ended();
    expect(code).not.toBe(0);
    expect(log).toMatch(/\[custom:fixture-custom:fixture-custom\.0\].*init failed: ENOENT.*\/nowhere\/report\.json.*FLB_NODE_E_INIT_FAILED/);
  });
});

describe.each(hosts)('4: $name drops what its full ring does not take', (host) => {
  it('and we offer it again', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, {
      plugins,
      // Each burst is an append, and the engine's thread, in a flush for seconds, takes none of them out of the ring.
      service: { flush: 0.1 },
      inputs: [{ name: 'fixture-input', tag: 't', count: 3000, burst: 10, every: 5 }],
      outputs: [{ name: 'fixture-output', match: '*', file, delay: 4000, delays: 1 }],
    });
    await running.see('FLB_NODE_E_APPEND_REFUSED');
    await running.until('all records', () => entries(file).length >= 3000);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(numbers(file)).toEqual(upTo(3000));
  });
});

describe.each(localHosts.filter(({ version }) => version < 302))('5: $name refuses flushes during a reload', (host) => {
  it('which costs chunks that wait for a flush, if their retries are used up, and nothing else', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, {
      plugins,
      service: { hot_reload: 'on' },
      inputs: [{ name: 'fixture-input', tag: 't', count: 100 }],
      outputs: [{ name: 'fixture-output', match: '*', file }],
    });
    // Before the first flush: its chunk is refused, once more after a second, and dropped. Fluent Bit says so.
    await running.see('wrote 100 records');
    running.signal('SIGHUP');
    await running.see('failed to flush chunk');
    // The next life, and after it a reload with nothing waiting.
    await running.until('all records of the second life', () => entries(file).length >= 100);
    running.signal('SIGHUP');
    await running.until('all records of the third life', () => entries(file).length >= 200);
    expect((await running.stop()).code).toBe(0);
    expect(numbers(file)).toEqual(upTo(100).flatMap((n) => [n, n]));
  });
});
