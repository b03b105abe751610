/** What the runtime measures of each instance: the figures are exactly what went through. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { allHosts, type Config, fixture, type Host, hosts, scratch, start } from './support/hosts.ts';
import { numbers } from './support/ledger.ts';
import { freePort } from './support/port.ts';
import type { Running } from './support/process.ts';

/** One instance's figures, by name without prefix and with labels but those of the instance: `restarts_total`. */
type Figures = Record<string, number>;

function figuresOf(page: string, instance: string): Figures {
  const figures: Figures = {};
  for (const line of page.split('\n')) {
    const [, name, labels = '', value] = /^fluentbit_node_(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (name === undefined || !labels.includes(`name="${instance}"`)) continue;
    const others = labels.split(',').filter((label) => !/^(name|type)=/.test(label));
    figures[others.length > 0 ? `${name}{${others.join(',')}}` : name] = Number(value);
  }
  return figures;
}

/** Runs a pipeline while `body` looks at the figures of its instances. */
async function measured(
  host: Host,
  config: Config,
  body: (when: (instance: string, condition: (figures: Figures) => boolean) => Promise<Figures>, running: Running) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const service = { http_server: 'on', http_listen: '127.0.0.1', http_port: port, flush: 0.2, ...config.service };
  const running = start(host, { ...config, service });
  const when = async (instance: string, condition: (figures: Figures) => boolean): Promise<Figures> => {
    let figures: Figures = {};
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const page = await fetch(`http://127.0.0.1:${port}/api/v2/metrics/prometheus`).then((answer) => answer.text(), () => '');
      figures = figuresOf(page, instance);
      if (condition(figures)) return figures;
      await sleep(100);
    }
    throw new Error(`${instance} never had such figures:\n${JSON.stringify(figures, undefined, 2)}\n${running.log}`);
  };
  try {
    await body(when, running);
  } finally {
    expect((await running.stop()).code).toBe(0);
  }
}

describe.each(allHosts)('$name', (host) => {
  it('counts what is written, appended and flushed', async () => {
    const file = join(scratch(), 'records');
    const config = {
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      inputs: [{ name: 'fixture-input', tag: 'a', count: 500, padding: 100, 'node.buffer_limit': '1M' }],
      outputs: [{ name: 'fixture-output', match: '*', file }],
    };
    await measured(host, config, async (when) => {
      const input = await when('fixture-input.0', (all) => all['records_appended_total'] === 500);
      expect(input).toMatchObject({
        up: 1,
        restarts_total: 0,
        records_written_total: 500,
        records_dropped_total: 0,
        records_lost_total: 0,
        queue_records: 0,
        queue_bytes: 0,
        queue_limit_bytes: 1e6,
        log_lines_dropped_total: 0,
      });
      const bytes = input['bytes_appended_total'] ?? 0;
      expect(bytes).toBeGreaterThan(500 * 100);
      expect(input['bytes_written_total']).toBe(bytes);
      expect(input['heap_used_bytes']).toBeGreaterThan(1e6);
      expect(input['heap_limit_bytes']).toBeGreaterThan(input['heap_used_bytes'] ?? 0);
      expect(input['external_memory_bytes']).toBeGreaterThan(0);
      expect(input['event_loop_utilization_ratio']).toBeLessThanOrEqual(1);

      const output = await when('fixture-output.0', (all) => all['bytes_flushed_total{result="ok"}'] === bytes);
      expect(output['chunks_flushed_total{result="ok"}']).toBeGreaterThan(0);
      expect(output).toMatchObject({
        'chunks_flushed_total{result="retry"}': 0,
        'chunks_flushed_total{result="error"}': 0,
        bad_records_total: 0,
      });
      expect(numbers(file)).toHaveLength(500);
      expect(output).not.toHaveProperty('records_written_total');
    });
  });
});

describe.each(hosts)('$name', (host) => {
  type Section = Record<string, unknown>;
  const records = (count: number): Section => ({ name: 'fixture-input', tag: 'a', count });
  const filter = (what: string, settings: Section = {}): Section => ({ name: 'fixture', match: '*', do: what, ...settings });

  it("counts a filter's chunks, beside those of an output", async () => {
    const file = join(scratch(), 'records');
    const config = {
      plugins: [fixture('fixture-input'), fixture('filter-fixture'), fixture('fixture-output')],
      inputs: [records(30)],
      filters: [
        filter('nothing', { alias: 'idle' }),
        filter('throw', { alias: 'failing' }),
        filter('edit', { alias: 'editing' }),
      ],
      outputs: [{ name: 'fixture-output', match: '*', file }],
    };
    await measured(host, config, async (when) => {
      const { bytes_appended_total: bytes = 0 } = await when('fixture-input.0', (all) => all['records_appended_total'] === 30);
      const chunk = { bytes_in_total: bytes, bytes_out_total: bytes, 'chunks_dropped_total{reason="error"}': 0, bad_records_total: 0 };
      const idle = await when('idle', (all) => all['bytes_in_total'] === bytes);
      expect(idle).toMatchObject({ ...chunk, up: 1, 'chunks_filtered_total{result="modified"}': 0, filter_errors_total: 0 });
      const chunks = idle['chunks_filtered_total{result="unchanged"}'];
      const failing = await when('failing', (all) => all['bytes_in_total'] === bytes);
      expect(failing).toMatchObject({ ...chunk, filter_errors_total: chunks });
      const editing = await when('editing', (all) => all['bytes_in_total'] === bytes);
      expect(editing).toMatchObject({ 'chunks_filtered_total{result="modified"}': chunks });
      await when('fixture-output.0', (all) => all['bytes_flushed_total{result="ok"}'] === editing['bytes_out_total']);
    });
  });

  it('counts what a filter drops because it was told to', async () => {
    const config = {
      plugins: [fixture('fixture-input'), fixture('filter-fixture'), fixture('fixture-output')],
      inputs: [records(30)],
      filters: [
        filter('hang', { alias: 'late', 'node.filter_timeout': '50ms', 'node.exit_timeout': '200ms' }),
        filter('throw', { alias: 'failing', 'node.on_error': 'drop' }),
      ],
      outputs: [{ name: 'fixture-output', match: '*', file: join(scratch(), 'records') }],
    };
    await measured(host, config, async (when) => {
      const { bytes_appended_total: bytes = 0 } = await when('fixture-input.0', (all) => all['records_appended_total'] === 30);
      const late = await when('late', (all) => all['bytes_in_total'] === bytes);
      expect(late).toMatchObject({ bytes_out_total: bytes, 'chunks_dropped_total{reason="timeout"}': 0 });
      const chunks = late['chunks_filtered_total{result="unanswered"}'];
      const failing = await when('failing', (all) => all['bytes_in_total'] === bytes);
      expect(failing).toMatchObject({ bytes_out_total: 0, 'chunks_dropped_total{reason="error"}': chunks });
    });
  });

  it("logs a filter's counters where no plugin of ours has a place for them", async () => {
    const running = start(host, {
      plugins: [fixture('filter-fixture')],
      inputs: [{ name: 'dummy', tag: 'a', samples: 1 }],
      filters: [filter('nothing')],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    await running.see(/"message"=>"dummy"/);
    const { code, log } = await running.stop();
    expect(code).toBe(0);
    expect(log).toContain('not shown in Fluent Bit\'s metrics: fluentbit_node_chunks_filtered_total{result=unchanged} 1,');
  });

  it('goes on counting when a plugin is restarted, and counts restarts', async () => {
    const input = { name: 'fixture-input', tag: 'a', count: 1000, crash_at: 7, crash: 'throw', 'node.restart': 2 };
    const config = {
      plugins: [fixture('fixture-input')],
      inputs: [input, { name: 'fixture-input', tag: 'b', count: 3, alias: 'healthy' }],
      outputs: [{ name: 'null', match: '*' }],
    };
    await measured(host, config, async (when) => {
      // Each of its three lives writes 7.
      const crashed = await when('fixture-input.0', (all) => all['records_appended_total'] === 21 && all['up'] === 0);
      expect(crashed).toMatchObject({ restarts_total: 2, records_written_total: 21, event_loop_delay_seconds: 0 });
      expect(await when('healthy', (all) => all['records_appended_total'] === 3)).toMatchObject({ up: 1, restarts_total: 0 });
    });
  });

  it('counts flushes by their result, and how long they took', async () => {
    const config = {
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      service: { 'scheduler.base': 1, 'scheduler.cap': 1 },
      // One record is one chunk, however slow the machine.
      inputs: [records(1)],
      outputs: [
        { name: 'fixture-output', match: '*', file: join(scratch(), 'records'), retries: 1, alias: 'retrying' },
        { name: 'fixture-output', match: '*', fail: 1, delay: 30, alias: 'failing' },
      ],
    };
    await measured(host, config, async (when) => {
      const retried = await when('retrying', (all) => all['chunks_flushed_total{result="ok"}'] === 1);
      expect(retried).toMatchObject({ 'chunks_flushed_total{result="retry"}': 1, 'chunks_flushed_total{result="error"}': 0 });
      expect(retried['bytes_flushed_total{result="retry"}']).toBe(retried['bytes_flushed_total{result="ok"}']);

      const failed = await when('failing', (all) => all['chunks_flushed_total{result="error"}'] === 1);
      // The exporters of Fluent Bit before 5.0 spoil histograms, everybody's (docs/compatibility.md).
      if (host.real && host.version < 500) return;
      expect(retried['flush_duration_seconds_count']).toBe(2);
      expect(failed['flush_duration_seconds_count']).toBe(1);
      expect(failed['flush_duration_seconds_sum']).toBeGreaterThanOrEqual(0.03);
      expect(failed['flush_duration_seconds_bucket{le="0.025"}']).toBe(0);
      expect(failed['flush_duration_seconds_bucket{le="+Inf"}']).toBe(1);
    });
  });

  it('shows a blocked event loop, whose own timers say nothing', async () => {
    const input = { name: 'fixture-input', tag: 'a', count: 10, crash_at: 5, crash: 'loop', 'node.exit_timeout': '100ms' };
    const config = { plugins: [fixture('fixture-input')], inputs: [input], outputs: [{ name: 'null', match: '*' }] };
    await measured(host, config, async (when) => {
      const early = await when('fixture-input.0', (all) => (all['event_loop_delay_seconds'] ?? 0) > 0.5);
      expect(early).toMatchObject({ up: 1, records_appended_total: 5 });
      const delay = early['event_loop_delay_seconds'] ?? 0;
      await when('fixture-input.0', (all) => (all['event_loop_delay_seconds'] ?? 0) > delay);
    });
  });

  it('counts log lines that found no room', async () => {
    const input = { name: 'fixture-input', tag: 'a', count: 1, lines: 50_000 };
    const config = { plugins: [fixture('fixture-input')], inputs: [input], outputs: [{ name: 'null', match: '*' }] };
    await measured(host, config, async (when, running) => {
      await running.see(/log lines lost/);
      const lost = (): number => [...running.log.matchAll(/(\d+) log lines lost/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      await when('fixture-input.0', (all) => all['records_appended_total'] === 1 && all['log_lines_dropped_total'] === lost());
    });
  });
});
