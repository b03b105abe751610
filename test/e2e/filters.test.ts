import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allHosts, allocatorHost, complaints, fixture, fluentBit, hosts, ROOT, scratch, start, type Config } from './support/hosts.ts';
import { entries } from './support/ledger.ts';
import { freePort } from './support/port.ts';

const COUNT = 30;
const all = Array.from({ length: COUNT }, (_, n) => n);
/** What `do: edit` makes of 0 to COUNT - 1. */
const edited = all.flatMap((n) => [[], [n], [n, n + 0.5]][n % 3] ?? []);

/** An input with numbered records, the filter, and an output that keeps what it gets. */
const pipeline = (file: string, filter: Record<string, string | number>, more: Partial<Config> = {}): Config => ({
  plugins: ['fixture-input', 'filter-fixture', 'fixture-output'].map(fixture),
  inputs: [{ name: 'fixture-input', tag: 't.x', count: COUNT, clock: 1 }],
  filters: [{ name: 'fixture', match: 't.*', ...filter }],
  outputs: [{ name: 'fixture-output', match: '*', file, workers: 1 }],
  ...more,
});
const ns = (file: string): number[] => entries(file).map(({ n }) => n);

describe.each([...allHosts, allocatorHost])('$name', (host) => {
  it('drops, changes and adds records, which keep their times', async () => {
    const file = join(scratch(), 'records');
    const running = start(host, pipeline(file, { do: 'edit' }));
    await running.until('all that pass', () => ns(file).length >= edited.length);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(log).toMatch(/\[ ?info\] \[filter:fixture:fixture\.0\] the fixture has filtered \d+ chunks/);
    expect(ns(file)).toEqual(edited);
    expect(entries(file).map(({ from, time, n }) => [from, time]).slice(0, 3)).toEqual([
      ['fixture.0 t.x', '2023-11-14T22:13:20.123456790Z'],
      ['fixture.0 t.x', '2023-11-14T22:13:20.123456791Z'],
      ['fixture-input.0', '2023-11-14T22:13:20.123456791Z'],
    ]);
  });
});

describe.each([...hosts, allocatorHost])('$name', (host) => {
  /** Runs until the records are there, or the log says what it must. */
  async function run(filter: Record<string, string | number>, wanted: RegExp | number[], more: Partial<Config> = {}) {
    const file = join(scratch(), 'records');
    const running = start(host, pipeline(file, filter, more));
    if (Array.isArray(wanted)) await running.until('the records', () => ns(file).length >= wanted.length);
    else await running.see(wanted);
    const { code, signal, log } = await running.stop();
    expect(signal, log).toBeNull();
    expect(code, log).toBe(0);
    return { log, ns: ns(file) };
  }
  const errors = (log: string): string[] => complaints(log).filter((line) => line.includes('FLB_NODE_E'));

  it('lets chunks pass untouched, drops them whole, and makes large ones', async () => {
    const untouched = await run({ do: 'nothing' }, all);
    expect(untouched.ns).toEqual(all);
    expect(complaints(untouched.log)).toEqual([]);
    const large = await run({ do: 'grow' }, all);
    expect(large.ns).toEqual(all);
    expect(complaints(large.log)).toEqual([]);
    // Another tag's records show that the pipeline has gone on.
    const file = join(scratch(), 'records');
    const input = { name: 'fixture-input', count: COUNT };
    const config = pipeline(file, { do: 'drop', match: 't.x' }, { inputs: [{ ...input, tag: 't.x' }, { ...input, tag: 'other' }] });
    const running = start(host, config);
    await running.until('the other records', () => entries(file).length >= COUNT);
    expect(complaints((await running.stop()).log)).toEqual([]);
    expect(new Set(entries(file).map(({ tag }) => tag))).toEqual(new Set(['other']));
  });

  it('runs several instances one after the other, each with its own section', async () => {
    const filters = [
      { name: 'fixture', match: '*', do: 'edit' },
      { name: 'fixture', match: 'no', do: 'drop' },
      { name: 'fixture', match: 't.*', do: 'edit', alias: 'second' },
    ];
    const twice = edited.flatMap((n) => (n % 3 === 0 ? [] : n % 3 === 2 ? [n, n + 0.5] : [n]));
    const { log, ns: found } = await run({}, twice, { filters });
    expect(found).toEqual(twice);
    expect(log).toContain('[filter:fixture:second] the fixture has filtered');
    expect(complaints(log)).toEqual([]);
  });

  it('lets a chunk pass when the filter throws, or drops it as node.on_error says', async () => {
    const passed = await run({ do: 'throw' }, all);
    expect(passed.ns).toEqual(all);
    expect(passed.log).toMatch(/\[FILTER\] fixture\.0: filter failed, the chunk passes unchanged: the fixture throws in filter \[FLB_NODE_E_FILTER_FAILED\]/);
    expect(passed.log).toMatch(/plugin\.ts:\d+/);
    const dropped = await run({ do: 'throw', 'node.on_error': 'drop' }, /FLB_NODE_E_FILTER_DROPPED/);
    expect(dropped.ns).toEqual([]);
  });

  it('lets a chunk pass when the filter takes too long, or drops it as node.on_timeout says', async () => {
    const limits = { 'node.filter_timeout': '300ms', 'node.exit_timeout': '500ms' };
    for (const how of ['hang', 'loop']) {
      const passed = await run({ do: how, ...limits }, all);
      expect(passed.ns).toEqual(all);
      expect(passed.log).toMatch(/filter did not finish within 300 ms \(node\.filter_timeout\), the chunk passes unchanged \[FLB_NODE_E_FILTER_TIMEOUT\]/);
      if (how === 'hang') expect(passed.log).toContain('the fixture stops its work');
    }
    const dropped = await run({ do: 'hang', ...limits, 'node.on_timeout': 'drop' }, /the chunk is dropped \[FLB_NODE_E_FILTER_TIMEOUT\]/);
    expect(dropped.ns).toEqual([]);
  });

  it('lets chunks pass while the Worker restarts, and filters again after that', async () => {
    const folder = scratch();
    const file = join(folder, 'records');
    const inputs = [{ name: 'fixture-input', tag: 't.x', count: 1e6, burst: 10, every: 50 }];
    const running = start(host, pipeline(file, { do: 'exit', once: join(folder, 'once') }, { inputs }));
    const isFiltered = ({ from }: { from: string }): boolean => from.startsWith('fixture.0');
    await running.until('filtered records', () => entries(file).some(isFiltered));
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log).toMatch(/process\.exit\(7\) was called[^]*with exit code 7.*FLB_NODE_E_WORKER_CRASHED/);
    expect(log.match(/chunks pass unchanged \(node\.on_timeout\) \[FLB_NODE_E_FILTER_DOWN\]/g)).toHaveLength(1);
    const found = entries(file);
    const before = found.findIndex(isFiltered);
    expect(found.slice(0, before).map(({ n }) => n)).toEqual(Array.from({ length: before }, (_, n) => n));
    expect(new Set(found.filter(({ n }) => Number.isInteger(n)).map(({ n }) => n)).size).toBeGreaterThan(before);
  });

  it('fails the start when init fails or a setting is bad, and says why', async () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ init: 'throw' }, /\[filter:fixture:fixture\.0\] \[FILTER\] fixture\.0: init failed: the fixture fails in init \[FLB_NODE_E_INIT_FAILED\]/],
      [{ 'node.on_timeout': 'retry' }, /node\.on_timeout is "retry", expected pass or drop \[FLB_NODE_E_SETTING\]/],
    ];
    for (const [section, reason] of cases) {
      const { code, signal, log } = await start(host, pipeline('/dev/null', section)).ended();
      expect(signal, log).toBeNull();
      expect(code, log).not.toBe(0);
      expect(log).toMatch(reason);
      expect(log).toMatch(/Failed initialize filter fixture\.0/);
    }
  });

  it('keeps to the log level of its section', async () => {
    const loud = await run({ do: 'nothing', log_level: 'debug' }, all);
    expect(loud.log).toMatch(/\[debug\] \[filter:fixture:fixture\.0\] the fixture is ready/);
    const quiet = await run({ do: 'throw', log_level: 'off' }, all);
    expect(quiet.log).not.toContain('[filter:');
    expect(errors(quiet.log)).toEqual([]);
  });

  it('goes on after a hot reload', async () => {
    const file = join(scratch(), 'records');
    const outputs = [{ name: 'fixture-output', match: '*', file }];
    const running = start(host, pipeline(file, { do: 'edit' }, { service: { hot_reload: 'on' }, outputs }));
    for (const lives of [1, 2, 3]) {
      await running.until(`the records of life ${lives}`, () => ns(file).length >= edited.length * lives);
      if (lives < 3) running.signal('SIGHUP');
    }
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(ns(file)).toEqual([...edited, ...edited, ...edited]);
    expect(log.match(/the fixture has filtered/g)).toHaveLength(3);
  });
});

// flb-node-host has no processors.
describe.runIf(fluentBit !== undefined)('a processor', () => {
  const host = fluentBit as NonNullable<typeof fluentBit>;

  it('of inputs with and without a thread, and of an output with workers', async () => {
    const file = join(scratch(), 'records');
    const edit = { logs: [{ name: 'fixture', do: 'edit' }] };
    const running = start(host, {
      plugins: ['fixture-input', 'filter-fixture', 'fixture-output'].map(fixture),
      inputs: [
        // Our inputs have threads: each runs its processor there, at once with the other's.
        { name: 'fixture-input', tag: 'a', count: COUNT, processors: edit },
        { name: 'fixture-input', tag: 'b', count: COUNT, processors: edit },
        { name: 'fixture-input', tag: 'plain', count: COUNT },
        { name: 'dummy', tag: 'c', dummy: '{"n":3}', processors: edit },
        { name: 'dummy', tag: 'd', dummy: '{"n":1}', threaded: true, processors: edit },
      ],
      outputs: [
        { name: 'fixture-output', match: '*', file, workers: 2 },
        { name: 'fixture-output', match: 'plain', file: `${file}.out`, workers: 2, processors: edit },
      ],
    });
    const of = (tag: string): number[] => entries(file).filter((entry) => entry.tag === tag).map(({ n }) => n);
    await running.until('all records', () => ['a', 'b'].every((tag) => of(tag).length >= edited.length) && of('plain').length >= COUNT && of('d').length >= 2 && ns(`${file}.out`).length >= edited.length);
    const { code, signal, log } = await running.stop();
    expect(signal, log).toBeNull();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    expect(of('a')).toEqual(edited);
    expect(of('b')).toEqual(edited);
    expect(of('plain')).toEqual(all);
    expect(of('c')).toEqual([]);
    expect(new Set(of('d'))).toEqual(new Set([1]));
    expect(ns(`${file}.out`)).toEqual(edited);
    expect(log.match(/the fixture has filtered \d+ chunks/g)).toHaveLength(5);
  });
});

// What makes groups is only in Fluent Bit itself, and not in every one.
const hasOtlp =
  fluentBit !== undefined &&
  fluentBit.version >= 500 &&
  spawnSync(process.env['FLUENT_BIT'] || 'fluent-bit', ['--help'], { encoding: 'utf8' }).stdout.includes('opentelemetry');
describe.runIf(hasOtlp)('groups', () => {
  it('of OTLP logs survive, as metadata does', async () => {
    const file = join(scratch(), 'records');
    const port = await freePort();
    const running = start(fluentBit as NonNullable<typeof fluentBit>, {
      plugins: ['filter-fixture', 'fixture-output'].map(fixture),
      inputs: [{ name: 'opentelemetry', tag: 'otlp', listen: '127.0.0.1', port }],
      filters: [{ name: 'fixture', match: '*', do: 'edit' }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1, whole: true }],
    });
    await running.see('stream processor started');
    const value = (text: string) => ({ stringValue: text });
    const of = (name: string, numbers: number[]) => ({
      resource: { attributes: [{ key: 'service.name', value: value(name) }] },
      scopeLogs: [
        {
          scope: { name: `scope of ${name}` },
          logRecords: numbers.map((n) => ({
            timeUnixNano: `170000000012345678${n}`,
            severityText: 'INFO',
            body: { kvlistValue: { values: [{ key: 'n', value: { intValue: String(n) } }] } },
          })),
        },
      ],
    });
    const body = JSON.stringify({ resourceLogs: [of('one', [1, 3, 4]), of('two', [2, 6])] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`http://127.0.0.1:${port}/v1/logs`, { method: 'POST', headers, body });
    expect(response.ok).toBe(true);
    await running.until('the records', () => entries(file).length >= 4);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);

    interface Whole {
      metadata: { otlp: { severity_text: string } };
      group: { metadata: object; attributes: { resource: { attributes: Record<string, string> }; scope: { name: string } } };
    }
    const found = entries(file) as unknown as (Whole & { n: number; time: string })[];
    expect(found.map(({ n, time, group, metadata }) => [n, time.slice(-4), group.attributes.resource.attributes['service.name'], group.attributes.scope.name, metadata.otlp.severity_text])).toEqual([
      [1, '781Z', 'one', 'scope of one', 'INFO'],
      [4, '784Z', 'one', 'scope of one', 'INFO'],
      [2, '782Z', 'two', 'scope of two', 'INFO'],
      [2.5, '782Z', 'two', 'scope of two', 'INFO'],
    ]);
    expect(found[0]?.group.metadata).toEqual({ schema: 'otlp', resource_id: 0, scope_id: 0 });
  });
});

describe('flb-filter_fixture.so', () => {
  it('exports its structure and nothing else, depends on no libnode, and is never unloaded', () => {
    const file = fixture('filter-fixture');
    const exported = execFileSync('nm', ['-D', '--defined-only', file], { encoding: 'utf8' });
    expect(exported.trim().split('\n').map((line) => line.split(' ').at(-1))).toEqual(['filter_fixture_plugin']);
    expect(execFileSync('ldd', [file], { encoding: 'utf8' })).not.toMatch(/libnode|libflbnode|libstdc\+\+/);
    expect(execFileSync('readelf', ['-d', file], { encoding: 'utf8' })).toContain('NODELETE');
  });
});

describe('the build', () => {
  /** Describes a bundle that registers `name`, as for a target that stands for the filter `expected`. */
  const describeBundle = (register: string, expected: string): { status: number | null; stderr: string } => {
    const folder = scratch();
    const bundle = join(folder, 'bundle.cjs');
    writeFileSync(bundle, `globalThis[Symbol.for('fluent-bit-node.plugin')] = { abi: 1, sdk: '0', description: 'd', ${register} };`);
    const args = [join(ROOT, 'cmake/describe.mjs'), bundle, join(folder, 'out.cc'), `--filter=${expected}`];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };

  it("refuses a name that is not the file's, or no part of a C symbol", () => {
    expect(describeBundle("type: 'filter', name: 'my_own'", 'my_own').status).toBe(0);
    expect(describeBundle("type: 'input', name: 'in-x'", '').status).toBe(0);
    const other = describeBundle("type: 'filter', name: 'my_own'", 'other');
    expect([other.status, other.stderr]).toEqual([1, expect.stringMatching(/FLB_NODE_E_BUNDLE: .*has to be filter-my-own\./)]);
    const input = describeBundle("type: 'input', name: 'in-x'", 'x');
    expect([input.status, input.stderr]).toEqual([1, expect.stringMatching(/only a filter can be built as filter-\*/)]);
    const dashed = describeBundle("type: 'filter', name: 'my-own'", 'my_own');
    expect([dashed.status, dashed.stderr]).toEqual([1, expect.stringMatching(/letters, digits and '_' only/)]);
  });
});
