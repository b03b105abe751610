/** `node.workers`: an output's or filter's chunks, spread over several Workers. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { allHosts, complaints, fixture, hosts, scratch, start, type Config } from './support/hosts.ts';
import { entries, numbers, upTo, type Entry } from './support/ledger.ts';
import { freePort } from './support/port.ts';

type Seen = Entry & { worker?: number; thread: number; group?: { attributes: { group: number } } };
const seen = (file: string): Seen[] => entries(file) as Seen[];
const workersOf = (found: Seen[]): number[] => [...new Set(found.map(({ worker }) => worker ?? -1))].sort();

const COUNT = 60;
const TAGS = ['a', 'b', 'c', 'd'];

/** Inputs of four tags, and an output of two Workers. */
const spread = (file: string, output: Record<string, unknown>, input: Record<string, unknown> = {}): Config => ({
  service: { flush: 0.2, 'scheduler.base': 1, 'scheduler.cap': 1 },
  plugins: [fixture('fixture-input'), fixture('fixture-workers')],
  inputs: TAGS.map((tag) => ({ name: 'fixture-input', tag, count: COUNT, burst: 10, every: 250, ...input })),
  outputs: [{ name: 'fixture-workers', match: '*', file, workers: 2, 'node.workers': 2, retry_limit: 'no_limits', ...output }],
});

describe.each(allHosts)('$name', (host) => {
  it('spreads tags over the Workers of an output, each in its order', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, spread(file, {}));
    await running.until('all records', () => seen(file).length >= TAGS.length * COUNT);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    const found = seen(file);
    for (const tag of TAGS) {
      const of = found.filter((entry) => entry.tag === tag);
      expect(of.map(({ n }) => n)).toEqual(upTo(COUNT));
      expect(workersOf(of)).toHaveLength(1);
    }
    expect(workersOf(found)).toEqual([0, 1]);
    // Each on a thread of its own.
    expect(new Set(found.map(({ worker, thread }) => `${worker} ${thread}`)).size).toBe(2);
    expect(log.match(/the fixture closes worker [01]/g)?.sort()).toEqual(['the fixture closes worker 0', 'the fixture closes worker 1']);
  });
});

describe.each(hosts)('$name', (host) => {
  it('gives the chunks of one tag to all Workers with node.ordered off', async () => {
    const file = join(scratch(), 'records');
    const config = spread(file, { 'node.ordered': 'off', delay: 400 });
    const running = start(host, { ...config, inputs: config.inputs?.slice(0, 1) ?? [] });
    await running.until('all records', () => seen(file).length >= COUNT);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(numbers(file)).toEqual(upTo(COUNT));
    expect(workersOf(seen(file))).toEqual([0, 1]);
  });

  it('restarts one Worker alone, and loses nothing', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, spread(file, { crashes: 1 }));
    await running.until('all records', () => TAGS.every((tag) => new Set(seen(file).filter((each) => each.tag === tag).map(({ n }) => n)).size >= COUNT), 30_000);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log).toMatch(/worker #1: .*with exit code 7.*FLB_NODE_E_WORKER_CRASHED/);
    expect(log).toMatch(/worker #1: restarts in \d+ ms \(restart 1\)/);
    expect(log.match(/restarts in/g)).toHaveLength(1);
    // The other one's thread is the same throughout.
    const found = seen(file);
    const threads = (worker: number): number => new Set(found.filter((each) => each.worker === worker).map(({ thread }) => thread)).size;
    expect(threads(0)).toBe(1);
    const others = TAGS.filter((tag) => found.every((each) => each.tag !== tag || each.worker === 0));
    expect(others).toHaveLength(2);
    for (const tag of others) expect(found.filter((each) => each.tag === tag).map(({ n }) => n)).toEqual(upTo(COUNT));
    expect(log.match(/the fixture closes worker/g)).toHaveLength(2);
  });

  it('has others take the tags of a Worker that is not restarted', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, spread(file, { crashes: 1, 'node.restart': 'off' }));
    await running.until('all records', () => TAGS.every((tag) => new Set(seen(file).filter((each) => each.tag === tag).map(({ n }) => n)).size >= COUNT), 30_000);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(workersOf(seen(file))).toEqual([0]);
    expect(log).not.toContain('restarts in');
  });

  it('waits for all Workers at its end, and no longer than for one', async () => {
    const file = join(scratch(), 'records');
    const limits = { 'node.exit_timeout': '1s', 'node.flush_timeout': '60s', 'node.workers': 4, workers: 4 };
    const running = start(host, { ...spread(file, { hangs: 1, ...limits }), service: { flush: 0.2, grace: 1 } });
    await running.until('records of another', () => seen(file).some(({ worker }) => worker === 0));
    const { code, signal, log } = await running.stop();
    expect(signal, log).toBeNull();
    expect(code, log).toBe(0);
    expect(log.match(/the fixture closes worker \d/g)?.length, log).toBe(3);
  });

  /** Until the page has these lines; labels in any order. */
  async function shows(config: Config, wanted: string[]): Promise<void> {
    const port = await freePort();
    const service = { ...config.service, http_server: 'on', http_listen: '127.0.0.1', http_port: port };
    const running = start(host, { ...config, service });
    const sorted = (line: string): string => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`);
    const lines = wanted.map(sorted);
    let page: string[] = [];
    try {
      for (let attempt = 0; attempt < 250 && !lines.every((line) => page.includes(line)); attempt += 1) {
        const text = await fetch(`http://127.0.0.1:${port}/api/v2/metrics/prometheus`).then((answer) => answer.text(), () => '');
        page = text.split('\n').map(sorted);
        await sleep(100);
      }
      expect(page.filter((line) => line.includes('fixture-workers.0'))).toEqual(expect.arrayContaining(lines));
    } finally {
      expect((await running.stop()).code).toBe(0);
    }
  }
  const name = 'name="fixture-workers.0"';
  // The exporters of Fluent Bit before 5.0 spoil histograms and summaries, everybody's (docs/compatibility.md).
  const hasBuckets = !host.real || host.version >= 500;

  it('adds the metrics of all Workers up', async () => {
    await shows(spread(join(scratch(), 'records'), {}), [
      `workers_records_total{${name},kind="any"} ${TAGS.length * COUNT}`,
      `workers_level{${name}} 3`,
      `fluentbit_node_up{${name},type="output"} 1`,
    ]);
  });

  it.runIf(hasBuckets)('keeps what a Worker had counted that has ended, while others go on', async () => {
    const crash = { crashes: 1, crash_from: COUNT - 10 };
    // Its first life is long enough to be told of.
    await shows(spread(join(scratch(), 'records'), crash, { every: 600 }), [
      `workers_level{${name}} 3`,
      // Worker 1 has lived twice.
      `workers_size_bucket{${name},le="1.0"} 1`,
      `workers_size_bucket{${name},le="10.0"} 3`,
      `workers_size_count{${name}} 3`,
      `workers_delay{${name},quantile="0.5"} 2`,
      `workers_delay_count{${name}} 3`,
      `workers_delay_sum{${name}} 5`,
      `fluentbit_node_restarts_total{${name},type="output"} 1`,
      `fluentbit_node_up{${name},type="output"} 1`,
    ]);
  });

  it('says so when Fluent Bit has fewer threads for an output than it has Workers', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, spread(file, { workers: 1 }));
    await running.until('all records', () => seen(file).length >= TAGS.length * COUNT);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log.match(/flushes this output from 1 thread\(s\) only.*2 Workers.*FLB_NODE_E_FEW_FLUSHERS/g)).toHaveLength(1);
  });

  it('refuses node.workers for inputs, and numbers that are none', async () => {
    const config = spread('/dev/null', {});
    const cases: [Config, RegExp][] = [
      [{ ...config, inputs: [{ name: 'fixture-input', tag: 'a', 'node.workers': 2 }] }, /node\.workers is 2, but the Workers of an input cannot share its work \[FLB_NODE_E_WORKERS\]/],
      [spread('/dev/null', { 'node.workers': 65 }), /node\.workers is "65", expected a whole number from 1 to 64 \[FLB_NODE_E_SETTING\]/],
      [spread('/dev/null', { fails: 1 }), /the fixture fails in init \[FLB_NODE_E_INIT_FAILED\]/],
    ];
    for (const [each, reason] of cases) {
      const { code, signal, log } = await start(host, each).ended();
      expect(signal, log).toBeNull();
      expect(code, log).not.toBe(0);
      expect(log).toMatch(reason);
    }
  });

  /** One chunk that is large enough for all of them, through filters, to a file. */
  async function filtered(count: number, filters: Record<string, unknown>[], wanted = COUNT): Promise<{ found: Seen[]; log: string }> {
    const file = join(scratch(), 'records');
    const running = start(host, {
      plugins: ['fixture-input', 'filter-workers', 'fixture-output'].map(fixture),
      // Handed over at once, a few times a second.
      inputs: [{ name: 'fixture-input', tag: 't', count, padding: 4000, clock: 1, 'node.push': 'off' }],
      filters: filters.map((filter) => ({ name: 'workers', match: '*', ...filter })),
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1, whole: true }],
    });
    await running.until('the records', () => seen(file).length >= wanted);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    return { found: seen(file), log };
  }

  it("cuts a filter's chunk for its Workers, and joins what they answer in order", async () => {
    const { found, log } = await filtered(COUNT, [{ 'node.workers': 3 }]);
    expect(complaints(log)).toEqual([]);
    expect(found.map(({ n }) => n)).toEqual(upTo(COUNT));
    // Its Workers had a part each, one behind the other.
    expect(workersOf(found)).toEqual([0, 1, 2]);
    expect(found.filter(({ worker }, at) => at > 0 && worker !== found[at - 1]?.worker)).toHaveLength(2);
  });

  it('keeps parts that are untouched, leaves out those that are dropped', async () => {
    const untouched = await filtered(COUNT, [{ 'node.workers': 3, untouched: 1 }]);
    expect(untouched.found.map(({ n }) => n)).toEqual(upTo(COUNT));
    expect(workersOf(untouched.found)).toEqual([-1, 0, 2]);
    const { found } = await filtered(COUNT, [{ 'node.workers': 3, drops: 1 }], COUNT / 3);
    expect(workersOf(found)).toEqual([0, 2]);
    expect(found.length).toBeLessThan(COUNT);
    expect(found.at(-1)?.n).toBe(COUNT - 1);
  });

  it('does not cut a group', async () => {
    const { found, log } = await filtered(COUNT, [{ groups: 15 }, { 'node.workers': 2 }]);
    expect(complaints(log)).toEqual([]);
    expect(found.map(({ n }) => n)).toEqual(upTo(COUNT));
    expect(found.map(({ group }) => group?.attributes.group)).toEqual(upTo(COUNT).map((n) => Math.floor(n / 15)));
    expect(workersOf(found)).toEqual([0, 1]);
    for (const group of upTo(4)) expect(workersOf(found.filter((each) => each.group?.attributes.group === group))).toHaveLength(1);
  });

  it('lets a chunk pass as a whole when one Worker is late, and a part when one throws', async () => {
    const late = await filtered(COUNT, [{ 'node.workers': 2, hangs: 1, 'node.filter_timeout': '300ms' }]);
    expect(late.found.map(({ n }) => n)).toEqual(upTo(COUNT));
    expect(workersOf(late.found)).toEqual([-1]);
    expect(late.log).toContain('the chunk passes unchanged [FLB_NODE_E_FILTER_TIMEOUT]');
    const thrown = await filtered(COUNT, [{ 'node.workers': 2, throws: 1 }]);
    expect(thrown.found.map(({ n }) => n)).toEqual(upTo(COUNT));
    expect(workersOf(thrown.found)).toEqual([-1, 0]);
    expect(thrown.log).toContain('FLB_NODE_E_FILTER_FAILED');
  });

  it('filters on with the other Workers while one is down', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, {
      service: { flush: 0.2 },
      plugins: ['fixture-input', 'filter-workers', 'fixture-output'].map(fixture),
      inputs: [{ name: 'fixture-input', tag: 't', count: 1e6, burst: 40, every: 100, padding: 2000, 'node.push': 'off' }],
      filters: [{ name: 'workers', match: '*', 'node.workers': 2, exits: 1, 'node.restart': 'off' }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1 }],
    });
    const crashed = (found: Seen[]): number => found.findLastIndex(({ worker }) => worker === 1);
    await running.until('records after the crash', () => crashed(seen(file)) >= 0 && seen(file).length > crashed(seen(file)) + 500);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    const found = seen(file);
    expect(found.map(({ n }) => n)).toEqual(upTo(found.length));
    // But for the chunk that it was ended with, all have been filtered.
    const unfiltered = found.filter(({ worker }) => worker === undefined);
    expect(unfiltered.length).toBeLessThan(found.length / 2);
    expect((unfiltered.at(-1)?.n ?? 0) - (unfiltered[0]?.n ?? 0) + 1).toBe(unfiltered.length);
    expect(workersOf(found.slice(-40))).toEqual([0]);
  });
});
