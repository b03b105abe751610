import { describe, expect, it } from 'vitest';
import { allHosts, example, fixture, hosts, start } from './support/hosts.ts';
import { metricsPageWith } from './support/metrics-page.ts';
import { freePort } from './support/port.ts';

describe.each(allHosts)('$name', (host) => {
  it("shows a plugin's metrics, each instance with its own", async () => {
    const port = await freePort();
    const running = start(host, {
      plugins: [example('in-dummy-metrics')],
      service: { http_server: 'on', http_listen: '127.0.0.1', http_port: port },
      inputs: [
        { name: 'in-dummy-metrics', tag: 'a' },
        { name: 'in-dummy-metrics', tag: 'b', alias: 'other' },
      ],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    try {
      const text = await metricsPageWith(
        port,
        /example_metric_total\{.*name="other".*\} ([2-9]|\d\d)/,
        /example_metric_total\{name="in-dummy-metrics\.0",plugin="in-dummy-metrics"\} [1-9]/,
      );
      expect(text).toContain('# HELP example_metric_total Total number of example metrics');
      expect(text).toContain('# TYPE example_metric_total counter');
    } finally {
      expect((await running.stop()).code).toBe(0);
    }
  });
});

describe.each(hosts)('$name', (host) => {
  it('shows counters, gauges, histograms and summaries', async () => {
    const port = await freePort();
    const running = start(host, {
      plugins: [fixture('fixture-input')],
      service: { http_server: 'on', http_listen: '127.0.0.1', http_port: port },
      inputs: [{ name: 'fixture-input', tag: 'a', metrics: 1 }],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    try {
      // A page may be made in the middle of an update.
      const last = [/events_total\{.*\} 3/, /level\{.*\} -2\.5/, /size_bytes_count\{.*\} 4/, /delay_seconds_count\{.*\} 100/];
      const text = await metricsPageWith(port, ...last.map(({ source }) => new RegExp(`fixture_${source}`)));
      // The exporters of Fluent Bit before 5.0 spoil histograms and summaries, everybody's (docs/compatibility.md).
      const kinds = host.real && host.version < 500 ? /^fixture_(events_total|level)\b/ : /^fixture_/;
      const values = text
        .split('\n')
        .filter((line) => kinds.test(line))
        .map((line) => line.replace('fixture_', '').replace(/,?name="fixture-input\.0",?/, (label) => (/^,.*,$/.test(label) ? ',' : '')));
      expect(values.sort()).toEqual(
        [
          'events_total{kind="a",place="b"} 3',
          'level{} -2.5',
          'size_bytes_bucket{le="1.0",kind="a"} 1',
          'size_bytes_bucket{le="10.0",kind="a"} 2',
          'size_bytes_bucket{le="100.0",kind="a"} 3',
          'size_bytes_bucket{le="+Inf",kind="a"} 4',
          'size_bytes_sum{kind="a"} 555.5',
          'size_bytes_count{kind="a"} 4',
          'delay_seconds{quantile="0.5"} 50.5',
          'delay_seconds{quantile="0.9"} 90.5',
          'delay_seconds_sum{} 5050',
          'delay_seconds_count{} 100',
        ]
          .filter((line) => kinds.test(`fixture_${line}`))
          .sort(),
      );
    } finally {
      expect((await running.stop()).code).toBe(0);
    }
  });
});
