/** Metrics and traces. Only Fluent Bit has inputs of them: flb-node-host carries logs. */
import { describe, expect, it } from 'vitest';
import type { MetricFamily, ResourceSpans } from '../../src/index.ts';
import { complaints, example, fixture, fluentBit, hasSignals, localHosts, start, type Host } from './support/hosts.ts';
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
