/** That a time-out comes where it must, and only there. What each of them does: failures, delivery, filters, test/faults. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { complaints, type Config, fixture, hosts, scratch, start } from './support/hosts.ts';
import { entries, numbers, upTo } from './support/ledger.ts';

describe.each(hosts)('$name', (host) => {
  it('does not count the time in which the process was stopped', async () => {
    const folder = scratch();
    const file = join(folder, 'records');
    const limits = { 'node.watchdog': '3s', 'node.flush_timeout': '3s', 'node.filter_timeout': '3s', 'node.init_timeout': '3s' };
    const running = start(host, {
      plugins: [fixture('fixture-input'), fixture('fixture-output'), fixture('filter-fixture')],
      inputs: [{ name: 'fixture-input', tag: 't', count: 200, burst: 1, every: 25, ...limits }],
      filters: [{ name: 'fixture', match: '*', ...limits }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 2, delay: 700, ...limits }],
    });
    await running.until('some records', () => entries(file).length > 10);
    for (let times = 0; times < 3; times += 1) {
      running.signal('SIGSTOP');
      await sleep(5000);
      running.signal('SIGCONT');
      await sleep(200);
    }
    await running.until('all records', () => entries(file).length >= 200);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(numbers(file)).toEqual(upTo(200));
  });

  it('ends instances that do not end by themselves side by side, not one after the other', async () => {
    // One after the other they would take 60 s.
    const stubborn = () => ({ 'node.exit_timeout': '10s', folder: scratch(), fault: '', stubborn: 'on' });
    const filters = upTo(2).map((n) => ({ name: 'fault', alias: `filter${n}`, match: '*', 'node.filter_timeout': '500ms', ...stubborn() }));
    const running = start(host, {
      plugins: [fixture('fault-input'), fixture('filter-fault')],
      inputs: upTo(4).map((n) => ({ name: 'fault-input', alias: `in${n}`, tag: 't', count: 1, ...stubborn() })),
      filters,
      outputs: [{ name: 'null', match: '*' }],
    });
    // A chunk of each input, so there is a second one.
    for (const { alias } of filters) await running.see(new RegExp(`filter:fault:${alias}\\].*FLB_NODE_E_FILTER_TIMEOUT`));
    await running.until('all inputs to be stubborn', () => running.log.match(/the fixture stays/g)?.length === 4);
    const { code, signal, log } = await running.stop('SIGTERM', 58_000);
    expect({ code, signal }, log).toEqual({ code: 0, signal: null });
    expect(log.match(/FLB_NODE_E_EXIT_TIMEOUT/g), log).toHaveLength(6);
  });

  it('ends an output with workers that answers no flush, before its flush time-out', async () => {
    // Fluent Bit joins the worker threads before it calls any Exit of ours: the input is its own.
    const running = start(host, {
      service: { grace: 1 },
      plugins: [fixture('fixture-output')],
      inputs: [{ name: 'dummy', tag: 't' }],
      outputs: [
        { name: 'fixture-output', match: '*', file: join(scratch(), 'none'), workers: 2, hang: 1, 'node.flush_timeout': '1h', 'node.exit_timeout': '1s' },
      ],
    });
    await running.see('the fixture hangs');
    const { code, signal, log } = await running.stop();
    expect({ code, signal }, log).toEqual({ code: 0, signal: null });
    expect(log).toContain('FLB_NODE_E_EXIT_TIMEOUT');
  });

  it('starts without an instance whose first init fails, where node.on_init_error says so', async () => {
    const folder = scratch();
    const file = join(folder, 'records');
    // As after a crash: its first two inits throw.
    writeFileSync(join(folder, 'crashed'), '1');
    const config: Config = {
      plugins: [fixture('fault-input'), fixture('fixture-output')],
      inputs: [{ name: 'fault-input', tag: 't', count: 20, folder, fault: 'throw in init', 'node.on_init_error': 'retry' }],
      outputs: [{ name: 'fixture-output', match: '*', file }],
    };
    const running = start(host, config);
    await running.until('all records', () => entries(file).length >= 20);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log.match(/FLB_NODE_E_INIT_FAILED/g), log).toHaveLength(2);
    expect(log).toMatch(/faults\.ts:\d+/);
    expect(numbers(file)).toEqual(upTo(20));
  });
});
