/** Metrics and traces. Only Fluent Bit has inputs of them: flb-node-host carries logs. */
import { describe, expect, it } from 'vitest';
import { Chunk, type MetricFamily, type ResourceSpans } from '../../src/index.ts';
import { encodeMetrics, encodeTraces } from '../../src/testing/index.ts';
import { allKinds, shop } from '../unit/signals/written.ts';
import { complaints, example, fixture, fluentBit, hasSignals, localHosts, start, type Host } from './support/hosts.ts';
import { upTo } from './support/ledger.ts';
import type { Running } from './support/process.ts';

interface Line {
  type: string;
  tag: string;
  content: unknown[];
}

/** What `fixture-signals` printed so far of one tag. */
const linesOf = (running: Running, tag: string): Line[] =>
  running.stdout
    .slice(0, running.stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{"type"'))
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.tag === tag);

const output = { name: 'fixture-signals', match: '*', workers: 1 };

describe.skipIf(!fluentBit || !hasSignals(fluentBit))('Fluent Bit', () => {
  const host = fluentBit as Host;

  it('routes logs, metrics and traces to an output that takes them', async () => {
    const running = start(host, {
      plugins: [fixture('fixture-signals'), example('in-dummy')],
      inputs: [
        { name: 'in-dummy', tag: 'logs' },
        { name: 'fluentbit_metrics', tag: 'internal', scrape_interval: 1 },
        { name: 'event_type', tag: 'metrics', type: 'metrics', interval_sec: 1 },
        { name: 'event_type', tag: 'traces', type: 'traces', interval_sec: 1 },
      ],
      outputs: [output],
    });
    const tags = ['logs', 'internal', 'metrics', 'traces'];
    await running.until('to see every tag', () => tags.every((tag) => linesOf(running, tag).length > 0));
    const { code, log } = await running.stop();
    expect(complaints(log)).toEqual([]);
    expect(code, log).toBe(0);
    const first = tags.map((tag) => linesOf(running, tag)[0] as Line);
    expect(first.map(({ type }) => type)).toEqual(['logs', 'metrics', 'metrics', 'traces']);
    const names = (line: Line | undefined) => (line?.content as MetricFamily[]).map(({ name }) => name);
    expect(names(first[1])).toContain('fluentbit_input_records_total');
    expect(names(first[2])).toEqual([
      'kubernetes_network_load_counter',
      'kubernetes_network_load_gauge',
      'k8s_disk_load_summary',
      'k8s_network_load_histogram',
    ]);
    const spans = (first[3]?.content as ResourceSpans[])[0]?.scopeSpans[0]?.spans;
    expect(spans?.map(({ name, kind }) => [name, kind])).toEqual([
      ['main', 'internal'],
      ['do-work', 'client'],
    ]);
  });

  it('gives an output that said nothing logs only', async () => {
    const running = start(host, {
      plugins: [example('out-stdout')],
      inputs: [
        { name: 'dummy', tag: 'logs' },
        { name: 'event_type', tag: 'metrics', type: 'metrics', interval_sec: 1 },
      ],
      outputs: [{ name: 'out-stdout', match: '*', workers: 1 }],
    });
    await running.see(/\[0\] logs: [^]*\[0\] logs: /);
    const { code, log } = await running.stop();
    expect(complaints(log)).toEqual([]);
    expect(code, log).toBe(0);
  });
});

/** As `fixture-signals` prints it: without what this SDK and Fluent Bit order or note in their own ways. */
const asPrinted = (families: readonly MetricFamily[]): unknown[] =>
  (JSON.parse(JSON.stringify(families, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))) as MetricFamily[])
    .map(({ context: _, ...family }) => family)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

describe.skipIf(!fluentBit || !hasSignals(fluentBit))('Fluent Bit, from an input', () => {
  const host = fluentBit as Host;
  const run = (input: object) =>
    start(host, {
      plugins: [fixture('fixture-source'), fixture('fixture-signals')],
      inputs: [{ name: 'fixture-source', tag: 'shop', ...input }],
      outputs: [output],
    });

  it.each([
    ['pushed', {}],
    ['polled', { 'node.push': 'off' }],
    ['on the pipeline thread', { threaded: 'off' }],
  ])('takes metrics, a registry, traces and logs, as they were written, %s', async (_, settings) => {
    const running = run(settings);
    await running.until('to see all', () => {
      const types = new Set(linesOf(running, 'shop').map(({ type }) => type));
      return types.size === 3;
    });
    await running.see('wrote 1 of each');
    const { code, log } = await running.stop();
    expect(complaints(log)).toEqual([]);
    expect(code, log).toBe(0);
    const content = (type: string) => linesOf(running, 'shop').flatMap((line) => (line.type === type ? line.content : []));

    const families = content('metrics') as MetricFamily[];
    const written = new Chunk('shop', encodeMetrics(allKinds(0))).metrics;
    expect(asPrinted(families.filter(({ name }) => name.startsWith('shop_')))).toEqual(asPrinted(written));
    const own = families.filter(({ name }) => name.startsWith('fixture_own_'));
    expect(own.map(({ name, type }) => [name, type])).toEqual([
      ['fixture_own_total', 'counter'],
      ['fixture_own_seconds', 'histogram'],
    ]);
    const spans = new Chunk('shop', encodeTraces(shop(0))).traces;
    const toText = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
    expect(content('traces')).toEqual(JSON.parse(JSON.stringify(spans, toText)));
    expect(content('logs')).toMatchObject([{ record: { n: 0 } }]);
  });

  it('loses none and repeats none', async () => {
    const count = 400;
    const running = run({ count, what: 'metrics,logs,traces', 'node.buffer_limit': '64k' });
    const seen = (type: string): number[] =>
      linesOf(running, 'shop')
        .filter((line) => line.type === type)
        .flatMap(({ content }) => content)
        .flatMap((each) => {
          if (type === 'logs') return [(each as { record: { n: number } }).record.n];
          if (type === 'traces') return [(each as ResourceSpans).resource.attributes['n'] as number];
          const { name, samples } = each as MetricFamily;
          return name === 'shop_orders_total' ? [Number(samples[0]?.labels['n'])] : [];
        });
    const types = ['logs', 'metrics', 'traces'];
    await running.until('to see all', () => types.every((type) => seen(type).length >= count));
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    for (const type of types) expect(seen(type).sort((a, b) => a - b), type).toEqual(upTo(count));
  });

  it('ends although it has more than Fluent Bit takes', async () => {
    // A chunk each: Fluent Bit's ring of 1024 places is full, and at the end nobody reads it any more.
    const running = start(host, {
      service: { grace: 1 },
      plugins: [fixture('fixture-source')],
      inputs: [{ name: 'fixture-source', tag: 'shop', count: 100_000, what: 'traces' }],
      outputs: [{ name: 'null', match: '*' }],
    });
    await running.see('Shutdown Grace Period');
    await new Promise((done) => setTimeout(done, 3000));
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
  });

  it('says what it cannot read, and goes on', async () => {
    const running = run({ what: 'huge,traces' });
    await running.until('to see the trace', () => linesOf(running, 'shop').length > 0);
    const { code, log } = await running.stop();
    expect(log).toContain('Fluent Bit cannot read the metrics that the plugin wrote, they are dropped [FLB_NODE_E_SIGNAL_REFUSED]');
    expect(code, log).toBe(0);
  });
});

describe.each(localHosts)('$name, which has no metrics and traces', (host) => {
  it('has the input told so, and its records taken', async () => {
    const running = start(host, {
      plugins: [fixture('fixture-source')],
      inputs: [{ name: 'fixture-source', tag: 'shop' }],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    await running.see(/"n"=>0/);
    await running.see('wrote 1 of each');
    const { code, log } = await running.stop();
    expect(log).toContain('metrics: this host takes no metrics from inputs [FLB_NODE_E_NO_SIGNALS]');
    expect(log).toContain('traces: this host takes no traces from inputs [FLB_NODE_E_NO_SIGNALS]');
    expect(code, log).toBe(0);
  });
});

describe.each(localHosts)('$name', (host) => {
  it('still gives logs to an output of every type', async () => {
    const running = start(host, {
      plugins: [fixture('fixture-signals'), example('in-dummy')],
      inputs: [{ name: 'in-dummy', tag: 'logs' }],
      outputs: [output],
    });
    await running.until('to see a record', () => linesOf(running, 'logs').length > 0);
    expect((await running.stop()).code).toBe(0);
  });
});
