/** What the runtime measures of each instance: the figures are exactly what went through. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { allHosts, type Config, fixture, type Host, hosts, scratch, start } from './support/hosts.ts';
import { numbers } from './support/ledger.ts';
import { metricsPage } from './support/metrics-page.ts';
import { freePort } from './support/port.ts';
import { HANGS_MS, type Running } from './support/process.ts';

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

/** Waits until an instance has figures that pass the check. */
type Shows = (instance: string, check: (figures: Figures) => void) => Promise<Figures>;

/** Runs a pipeline while `body` looks at the figures of its instances. */
async function measured(host: Host, config: Config, body: (shows: Shows, running: Running) => Promise<void>): Promise<void> {
  const port = await freePort();
  const service = { http_server: 'on', http_listen: '127.0.0.1', http_port: port, flush: 0.2, ...config.service };
  const running = start(host, { ...config, service });
  // All that is expected at once: figures are copied one by one, and a page may be made in the middle of that.
  const shows: Shows = async (instance, check) => {
    const look = async (): Promise<Figures> => {
      const figures = figuresOf(await metricsPage(port), instance);
      check(figures);
      return figures;
    };
    return vi.waitFor(look, { timeout: HANGS_MS, interval: 100 }).catch((error: Error) => {
      error.message += `\n${instance}\n${running.log}`;
      throw error;
    });
  };
  try {
    await body(shows, running);
  } finally {
    expect((await running.stop()).code).toBe(0);
  }
}

/** A check of {@link Shows} for figures that are known. */
const has =
  (expected: Figures) =>
  (figures: Figures): void =>
    expect(figures).toMatchObject(expected);

describe.each(allHosts)('$name', (host) => {
  it('counts what is written, appended and flushed', async () => {
    const file = join(scratch(), 'records');
    const config = {
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      inputs: [{ name: 'fixture-input', tag: 'a', count: 500, padding: 100, 'node.buffer_limit': '1M' }],
      outputs: [{ name: 'fixture-output', match: '*', file }],
    };
    await measured(host, config, async (shows) => {
      let bytes = 0;
      await shows('fixture-input.0', (figures) => {
        bytes = figures['bytes_appended_total'] ?? 0;
        expect(bytes).toBeGreaterThan(500 * 100);
        expect(figures).toMatchObject({
          up: 1,
          restarts_total: 0,
          records_written_total: 500,
          records_appended_total: 500,
          records_dropped_total: 0,
          records_lost_total: 0,
          bytes_written_total: bytes,
          queue_records: 0,
          queue_bytes: 0,
          queue_limit_bytes: 1e6,
          log_lines_dropped_total: 0,
        });
        expect(figures['heap_used_bytes']).toBeGreaterThan(1e6);
        expect(figures['heap_limit_bytes']).toBeGreaterThan(figures['heap_used_bytes'] ?? 0);
        expect(figures['external_memory_bytes']).toBeGreaterThan(0);
        expect(figures['event_loop_utilization_ratio']).toBeLessThanOrEqual(1);
      });
      const output = await shows('fixture-output.0', (figures) => {
        expect(figures).toMatchObject({
          'bytes_flushed_total{result="ok"}': bytes,
          'chunks_flushed_total{result="retry"}': 0,
          'chunks_flushed_total{result="error"}': 0,
          bad_records_total: 0,
        });
        expect(figures['chunks_flushed_total{result="ok"}']).toBeGreaterThan(0);
      });
      expect(numbers(file)).toHaveLength(500);
      expect(output).not.toHaveProperty('records_written_total');
    });
  });
});

describe.each(hosts)('$name', (host) => {
  type Section = Record<string, unknown>;
  const records = (count: number): Section => ({ name: 'fixture-input', tag: 'a', count });
  const thirty = { records_written_total: 30, records_appended_total: 30, queue_records: 0 };
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
    await measured(host, config, async (shows) => {
      const { bytes_appended_total: bytes = 0 } = await shows('fixture-input.0', has(thirty));
      const chunk = { bytes_in_total: bytes, bytes_out_total: bytes, 'chunks_dropped_total{reason="error"}': 0, bad_records_total: 0 };
      const idle = await shows('idle', has({ ...chunk, up: 1, 'chunks_filtered_total{result="modified"}': 0, filter_errors_total: 0 }));
      const chunks = idle['chunks_filtered_total{result="unchanged"}'] ?? 0;
      expect(chunks).toBeGreaterThan(0);
      await shows('failing', has({ ...chunk, filter_errors_total: chunks }));
      const edited = { bytes_in_total: bytes, 'chunks_filtered_total{result="modified"}': chunks };
      const { bytes_out_total: out = 0 } = await shows('editing', (figures) => {
        expect(figures).toMatchObject(edited);
        expect(figures['bytes_out_total']).toBeGreaterThan(0);
      });
      await shows('fixture-output.0', has({ 'bytes_flushed_total{result="ok"}': out }));
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
    await measured(host, config, async (shows) => {
      const { bytes_appended_total: bytes = 0 } = await shows('fixture-input.0', has(thirty));
      const late = await shows('late', has({ bytes_in_total: bytes, bytes_out_total: bytes, 'chunks_dropped_total{reason="timeout"}': 0 }));
      const chunks = late['chunks_filtered_total{result="unanswered"}'] ?? 0;
      expect(chunks).toBeGreaterThan(0);
      await shows('failing', has({ bytes_in_total: bytes, bytes_out_total: 0, 'chunks_dropped_total{reason="error"}': chunks }));
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
    await measured(host, config, async (shows) => {
      // Each of its three lives writes 7.
      const written = { records_written_total: 21, records_appended_total: 21 };
      await shows('fixture-input.0', has({ up: 0, restarts_total: 2, ...written, event_loop_delay_seconds: 0 }));
      await shows('healthy', has({ up: 1, restarts_total: 0, records_appended_total: 3 }));
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
    await measured(host, config, async (shows) => {
      // The exporters of Fluent Bit before 5.0 spoil histograms, everybody's (docs/compatibility.md).
      const hasHistograms = !host.real || host.version >= 500;
      await shows('retrying', (figures) => {
        expect(figures).toMatchObject({
          'chunks_flushed_total{result="ok"}': 1,
          'chunks_flushed_total{result="retry"}': 1,
          'chunks_flushed_total{result="error"}': 0,
          ...(hasHistograms ? { flush_duration_seconds_count: 2 } : {}),
        });
        expect(figures['bytes_flushed_total{result="ok"}']).toBeGreaterThan(0);
        expect(figures['bytes_flushed_total{result="retry"}']).toBe(figures['bytes_flushed_total{result="ok"}']);
      });
      await shows('failing', (figures) => {
        expect(figures).toMatchObject({ 'chunks_flushed_total{result="error"}': 1 });
        if (!hasHistograms) return;
        expect(figures).toMatchObject({
          flush_duration_seconds_count: 1,
          'flush_duration_seconds_bucket{le="0.025"}': 0,
          'flush_duration_seconds_bucket{le="+Inf"}': 1,
        });
        // Node counts in whole milliseconds, so its 30 may be little more than 29.
        expect(figures['flush_duration_seconds_sum']).toBeGreaterThan(0.028);
      });
    });
  });

  it('shows a blocked event loop, whose own timers say nothing', async () => {
    const input = { name: 'fixture-input', tag: 'a', count: 10, crash_at: 5, crash: 'loop', 'node.exit_timeout': '100ms' };
    const config = { plugins: [fixture('fixture-input')], inputs: [input], outputs: [{ name: 'null', match: '*' }] };
    await measured(host, config, async (shows) => {
      let delay = 0.5;
      // Once more: it grows.
      for (let look = 0; look < 2; look += 1) {
        const figures = await shows('fixture-input.0', (now) => {
          expect(now).toMatchObject({ up: 1, records_appended_total: 5 });
          expect(now['event_loop_delay_seconds']).toBeGreaterThan(delay);
        });
        delay = figures['event_loop_delay_seconds'] ?? 0;
      }
    });
  });

  it('counts log lines that found no room', async () => {
    const input = { name: 'fixture-input', tag: 'a', count: 1, lines: 50_000 };
    const config = { plugins: [fixture('fixture-input')], inputs: [input], outputs: [{ name: 'null', match: '*' }] };
    await measured(host, config, async (shows, running) => {
      await running.see(/log lines lost/);
      const lost = (): number => [...running.log.matchAll(/(\d+) log lines lost/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      await shows('fixture-input.0', (figures) => {
        expect(figures).toMatchObject({ records_appended_total: 1, log_lines_dropped_total: lost() });
      });
    });
  });
});
