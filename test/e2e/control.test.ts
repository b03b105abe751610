/** The control socket: who reaches it, what it shows, and what it exchanges. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bundle } from '../../cmake/lib/bundle.mjs';
import type { ControlClient } from '../../src/cli/control/client.ts';
import type { InstanceStats } from '../../src/control/protocol.ts';
import { controlOf, socketOf, tap } from './support/control.ts';
import { complaints, type Config, fixture, hosts, ROOT, scratch, start } from './support/hosts.ts';
import { numbers } from './support/ledger.ts';
import { HANGS_MS } from './support/process.ts';

const within = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: HANGS_MS, interval: 50 });
const mode = (path: string): number => lstatSync(path).mode & 0o777;
const isRoot = process.geteuid?.() === 0;

const plugins = [fixture('fixture-input'), fixture('filter-fixture'), fixture('fixture-output')];
const inputOnly = (settings: Record<string, unknown> = {}): Config => ({
  plugins: [fixture('fixture-input')],
  inputs: [{ name: 'fixture-input', tag: 'a', count: 10, 'node.control': 'on', ...settings }],
  outputs: [{ name: 'null', match: '*' }],
});

const statsOf = async (client: ControlClient, name: string): Promise<InstanceStats> => {
  const found = (await client.ask({ request: 'stats' }, 'stats')).find((each) => each.name === name);
  expect(found).toBeDefined();
  return found as InstanceStats;
};

/** The bundle of a fixture, as `node.bundle` wants it. */
async function bundled(name: string, folder: string): Promise<string> {
  const output = join(folder, `${name}.cjs`);
  await bundle({ entry: join(ROOT, 'test/fixtures', name, 'plugin.ts'), output });
  return output;
}

describe.each(hosts)('$name', (host) => {
  it('is there for its user alone, with node.control on, and gone at the end', async () => {
    const folder = scratch();
    const running = start(host, inputOnly(), { env: { XDG_RUNTIME_DIR: folder } });
    const client = await controlOf(running, folder);
    const path = socketOf(running, folder);
    expect([mode(join(folder, 'fluent-bit-node')), mode(path)]).toEqual([0o700, 0o600]);
    expect(readdirSync(join(folder, 'fluent-bit-node'))).toEqual([`${running.pid}.sock`]);
    expect(await client.ask({ request: 'instances' }, 'instances')).toEqual([
      { name: 'fixture-input.0', type: 'input', plugin: 'fixture-input', workers: 1, reloadable: false },
    ]);
    const { code, log } = await running.stop();
    await client.closed;
    expect(code).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(isRoot)('refuses another user', async () => {
    const folder = scratch();
    const running = start(host, inputOnly(), { env: { XDG_RUNTIME_DIR: folder } });
    (await controlOf(running, folder)).close();
    // Even where the folders above would let him pass.
    chmodSync(folder, 0o711);
    const code = `require('net').connect(${JSON.stringify(socketOf(running, folder))}).on('connect', () => console.log('in')).on('error', (e) => console.log(e.code))`;
    const said = (uid: number): string => execFileSync(process.execPath, ['-e', `${code}.on('connect', () => process.exit())`], { uid, cwd: '/', encoding: 'utf8' }).trim();
    expect([said(65534), said(0)]).toEqual(['EACCES', 'in']);
    await running.stop();
  });

  it('is not there without node.control, and lists those that have it', async () => {
    const folder = scratch();
    const section = { name: 'fixture-input', tag: 'a', count: 1 };
    const without = start(host, { ...inputOnly(), inputs: [section] }, { env: { XDG_RUNTIME_DIR: folder } });
    await without.see('wrote 1 records');
    expect(readdirSync(folder)).toEqual([]);
    await without.stop();

    const inputs = [section, { ...section, alias: 'seen', 'node.control': 'on' }];
    const running = start(host, { ...inputOnly(), inputs }, { env: { XDG_RUNTIME_DIR: folder } });
    const client = await controlOf(running, folder);
    expect((await client.ask({ request: 'instances' }, 'instances')).map(({ name }) => name)).toEqual(['seen']);
    client.close();
    await running.stop();
  });

  it('does not trust a folder that others may enter, a link, or a file in its way', async () => {
    const open = scratch();
    mkdirSync(join(open, 'fluent-bit-node'));
    chmodSync(join(open, 'fluent-bit-node'), 0o755);
    const linked = scratch();
    symlinkSync(scratch(), join(linked, 'fluent-bit-node'));
    const file = join(scratch(), 'control.sock');
    writeFileSync(file, 'not a socket');
    for (const [folder, control, why] of [
      [open, 'on', 'is open to others'],
      [linked, 'on', 'is no folder'],
      [scratch(), file, 'there is something else'],
    ] as const) {
      const running = start(host, inputOnly({ 'node.control': control }), { env: { XDG_RUNTIME_DIR: folder } });
      const { code, log } = await running.ended();
      expect(code).not.toBe(0);
      expect(log).toMatch(new RegExp(`${why}.*FLB_NODE_E_CONTROL_SOCKET`));
    }
  });

  it('takes a path, and what a killed process has left there', async () => {
    const folder = scratch();
    const path = join(folder, 'control.sock');
    const killed = start(host, inputOnly({ 'node.control': path }));
    await killed.until('a socket', () => existsSync(path));
    await killed.kill();
    expect(lstatSync(path).isSocket()).toBe(true);
    const running = start(host, inputOnly({ 'node.control': path }));
    await running.see('wrote 10 records');
    expect(mode(path)).toBe(0o600);
    expect((await running.stop()).code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('shows what passes an input, a filter and an output, to two clients, and counts the same', async () => {
    const folder = scratch();
    const file = join(folder, 'records');
    const go = join(folder, 'go');
    const on = { 'node.control': 'on' };
    const running = start(
      host,
      {
        plugins,
        // The second one begins once somebody looks.
        inputs: [{ name: 'fixture-input', tag: 'a', count: 0, ...on }, { name: 'fixture-input', tag: 'b.c', alias: 'late', count: 30, hold: go, ...on }],
        filters: [{ name: 'fixture', match: 'b.*', do: 'edit', ...on }],
        outputs: [{ name: 'fixture-output', match: '*', file, ...on }],
      },
      { env: { XDG_RUNTIME_DIR: folder } },
    );
    const [first, second] = [await controlOf(running, folder), await controlOf(running, folder)];
    await running.see('wrote 0 records');
    const all = tap(first, ['*']);
    const tagged = tap(second, ['b.?']);
    second.subscribe({ request: 'stats', every: 100 }, () => {});
    await within(() => expect([all.attached.length, tagged.attached.length]).toEqual([4, 4]));
    writeFileSync(go, '');
    await within(() => expect(numbers(file)).toHaveLength(30));
    const by = (direction: string, { events }: typeof all): number => events.filter((event) => event.direction === direction).length;
    await within(() => {
      expect(['written', 'filtered-in', 'filtered-out', 'flushed'].map((way) => by(way, all))).toEqual([30, 30, 30, 30]);
      // An input is not told its tag.
      expect(['written', 'filtered-in', 'filtered-out', 'flushed'].map((way) => by(way, tagged))).toEqual([0, 30, 30, 30]);
    });
    expect(all.dropped + tagged.dropped).toBe(0);
    const event = all.events.find(({ direction }) => direction === 'flushed');
    expect(event).toMatchObject({ instance: 'fixture-output.0', type: 'output', result: 'ok', tag: 'b.c' });
    expect(event?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    expect(event?.record).toMatchObject({ from: expect.any(String) as string });

    await within(async () => {
      const [late, filter, output] = [await statsOf(first, 'late'), await statsOf(first, 'fixture.0'), await statsOf(first, 'fixture-output.0')];
      expect(late.figures).toMatchObject({ up: 1, records_written_total: 30, records_appended_total: 30 });
      expect([filter.records, output.records.in]).toEqual([{ in: 30, out: 30 }, 30]);
      expect(output.figures['bytes_flushed_total{result=ok}']).toBe(filter.figures['bytes_out_total']);
      expect(output.waits.counts.reduce((sum, count) => sum + count, 0)).toBe(output.figures['chunks_flushed_total{result=ok}']);
    });
    first.close();
    second.close();
    const { code, log } = await running.stop();
    expect(code).toBe(0);
    expect(complaints(log)).toEqual([]);
  });

  it('leaves out what a client does not read, counts it, and holds up nobody', async () => {
    const folder = scratch();
    const go = join(folder, 'go');
    const count = 40_000;
    // With turns of the event loop in between: what is written over before the tap has looked is only guessed.
    const burst = { burst: 200, every: 1 };
    const inputs = [{ name: 'fixture-input', tag: 'a', count, ...burst, padding: 500, hold: go, 'node.control': 'on' }];
    const running = start(host, { ...inputOnly(), inputs }, { env: { XDG_RUNTIME_DIR: folder } });
    const client = await controlOf(running, folder);
    const slow = tap(client, ['*'], 100_000);
    await within(() => expect(slow.attached).toEqual(['fixture-input.0']));
    client.pause();
    writeFileSync(go, '');
    await running.see(`wrote ${count} records`);
    client.resume();
    // Sent or counted: nothing is forgotten.
    await within(() => expect(slow.events.length + slow.dropped).toBe(count));
    expect(slow.dropped).toBeGreaterThan(0);
    expect(slow.events.length).toBeGreaterThan(0);
    client.close();
    expect((await running.stop()).code).toBe(0);
  });

  it('exchanges the code of a running instance: same process, no record lost, no restart counted', async () => {
    const folder = scratch();
    const file = join(folder, 'records');
    const [input, filter, output] = await Promise.all(['fixture-input', 'filter-fixture', 'fixture-output'].map((name) => bundled(name, folder)));
    const on = { 'node.control': 'on' };
    const running = start(
      host,
      {
        plugins,
        service: { 'scheduler.base': 1, 'scheduler.cap': 1 },
        inputs: [{ name: 'fixture-input', tag: 'a', count: 300, burst: 10, every: 50, 'node.bundle': input, ...on }],
        filters: [{ name: 'fixture', match: '*', do: 'nothing', 'node.bundle': filter, ...on }],
        outputs: [{ name: 'fixture-output', match: '*', file, 'node.bundle': output, ...on }],
      },
      { env: { XDG_RUNTIME_DIR: folder } },
    );
    const client = await controlOf(running, folder);
    for (let life = 0; life < 3; life += 1) {
      const before = numbers(file).length;
      await within(() => expect(numbers(file).length).toBeGreaterThan(before));
      const outcomes = await client.ask({ request: 'reload' }, 'reloaded');
      expect(outcomes.map(({ instance, ok }) => [instance, ok])).toEqual([
        ['fixture-input.0', true],
        ['fixture.0', true],
        ['fixture-output.0', true],
      ]);
    }
    // The last life's, not that of one before.
    await running.until('the last life to write all', () => running.log.slice(running.log.lastIndexOf('fixture-input.cjs')).includes('wrote 300 records'));
    await within(async () => {
      const { figures } = await statsOf(client, 'fixture-input.0');
      expect(figures['records_written_total']).toBeGreaterThan(300);
      expect(numbers(file)).toHaveLength(figures['records_written_total'] ?? 0);
    });
    for (const name of ['fixture-input.0', 'fixture.0', 'fixture-output.0']) {
      expect((await statsOf(client, name)).figures).toMatchObject({ up: 1, restarts_total: 0 });
    }
    expect((await statsOf(client, 'fixture.0')).figures).toMatchObject({ 'chunks_filtered_total{result=unanswered}': 0 });

    // What does not compile is not run, and neither is what has no file.
    writeFileSync(input as string, 'const (');
    await expect(client.ask({ request: 'reload', instances: ['fixture-input.0'] }, 'reloaded')).rejects.toMatchObject({ code: 'FLB_NODE_E_BUNDLE_FAILED' });
    await expect(client.ask({ request: 'reload', instances: ['nobody'] }, 'reloaded')).rejects.toMatchObject({ code: 'FLB_NODE_E_NOT_RELOADABLE' });
    expect((await statsOf(client, 'fixture-input.0')).figures).toMatchObject({ up: 1, restarts_total: 0 });
    client.close();
    expect((await running.stop()).code).toBe(0);
  });

  it('waits with an init that fails for the next code', async () => {
    const folder = scratch();
    const path = await bundled('fixture-input', folder);
    const running = start(host, inputOnly({ 'node.bundle': path }), { env: { XDG_RUNTIME_DIR: folder } });
    const client = await controlOf(running, folder);
    await running.see('wrote 10 records');
    writeFileSync(path, 'throw new Error("at its top level");');
    expect(await client.ask({ request: 'reload' }, 'reloaded')).toMatchObject([{ ok: false }]);
    await running.see(/at its top level[^]*waits for a reload/);
    expect((await statsOf(client, 'fixture-input.0')).figures).toMatchObject({ up: 0 });
    await bundled('fixture-input', folder);
    expect(await client.ask({ request: 'reload' }, 'reloaded')).toMatchObject([{ ok: true }]);
    await within(async () => expect((await statsOf(client, 'fixture-input.0')).figures).toMatchObject({ up: 1, records_written_total: 20 }));
    client.close();
    expect((await running.stop()).code).toBe(0);
  });
});
