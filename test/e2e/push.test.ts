import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allHosts, complaints, fixture, hosts, scratch, start, type Host } from './support/hosts.ts';
import { entries, numbers, upTo } from './support/ledger.ts';

/** The ways in which records reach Fluent Bit. All give the same guarantees. */
const WAYS = {
  pushed: {},
  'with the ring not woken': { 'node.ring_wake': 'off' },
  polled: { 'node.push': 'off' },
  'on the pipeline thread': { threaded: 'off' },
};

const plugins = [fixture('fixture-input'), fixture('fixture-output')];

describe.each(allHosts)('$name', (host) => {
  it.each(Object.entries(WAYS))('delivers everything in order, %s', async (_, section) => {
    const file = join(scratch(), 'records');
    const running = start(host, {
      plugins,
      inputs: [{ name: 'fixture-input', tag: 't', count: 3000, burst: 100, every: 5, 'node.buffer_limit': '64K', ...section }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1 }],
    });
    await running.until('all records', () => entries(file).length >= 3000);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(entries(file).map(({ n }) => n)).toEqual(upTo(3000));
  });
});

describe.each(hosts)('$name', (host) => {
  it.each(Object.entries(WAYS))("routes records by their own tags and keeps each tag's order, %s", async (_, section) => {
    const folder = scratch();
    const files = upTo(3).map((n) => join(folder, String(n)));
    const running = start(host, {
      plugins,
      inputs: [{ name: 'fixture-input', tag: 't', count: 900, burst: 50, every: 5, tags: 3, ...section }],
      outputs: files.map((file, n) => ({ name: 'fixture-output', match: `own.${n}`, file, workers: 1 })),
    });
    await running.until('all records', () => files.every((file) => entries(file).length >= 300));
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    files.forEach((file, tag) => expect(entries(file).map(({ n }) => n)).toEqual(upTo(300).map((n) => n * 3 + tag)));
  });

  it('refuses two instances that it could not tell apart', async () => {
    const { code, signal, log } = await start(host, {
      plugins,
      inputs: upTo(2).map((n) => ({ name: 'fixture-input', tag: String(n), threaded: 'off' })),
      outputs: [{ name: 'null', match: '*' }],
    }).ended();
    expect(signal, log).toBeNull();
    expect(code, log).not.toBe(0);
    expect(log).toContain('FLB_NODE_E_SHARED_THREAD');
  });
});

/**
 * Fluent Bit pauses the collector of the instance that was initialised last, whichever it means. The first instance is
 * paused here, over and over, and neither may lose a record or stop the other.
 */
async function pauseOne(host: Host, way: Record<string, string>): Promise<void> {
  const folder = scratch();
  const [limited = '', free = '', ledger = ''] = ['limited', 'free', 'ledger'].map((name) => join(folder, name));
  const running = start(host, {
    plugins,
    inputs: [
      { name: 'fixture-input', tag: 'limited', count: 4000, padding: 200, burst: 100, every: 10, mem_buf_limit: '200k', ledger, ...way },
      { name: 'fixture-input', tag: 'free', count: 1000, burst: 10, every: 10, ...way },
    ],
    outputs: [
      { name: 'fixture-output', match: 'limited', file: limited, delay: 700, workers: 1 },
      { name: 'fixture-output', match: 'free', file: free, workers: 1 },
    ],
  });
  await running.see(/paused|pausing/i);
  await running.until("the other instance's records", () => entries(free).length >= 1000);
  await running.until("the paused instance's records", () => entries(limited).length >= 4000);
  const { code, log } = await running.stop();
  expect(code, log).toBe(0);
  expect(entries(free).map(({ n }) => n)).toEqual(upTo(1000));
  expect(numbers(limited)).toEqual(upTo(4000));
  expect(JSON.parse(readFileSync(ledger, 'utf8'))).toEqual({ accepted: 4000, cancelled: 0 });
}

describe.each(hosts)('$name', (host) => {
  it.each(Object.entries({ pushed: WAYS.pushed, polled: WAYS.polled }))(
    'pauses one of two instances and loses nothing, %s',
    async (_, way) => pauseOne(host, way),
  );
});
