/**
 * What only the runtime knows of a plugin while it is measured: how long Fluent Bit waited for it, and its event loop. By the
 * control socket, which answers on every version, for filters too, and while the pipeline is busy.
 *
 * @module
 */
import type { Watch } from '../../../bench/lib/run-case.mjs';
import type { InstanceStats } from '../../control/protocol.ts';
import { ControlClient } from '../control/client.ts';
import { quantile } from '../top/quantile.ts';

export type Reading = Pick<InstanceStats, 'waits' | 'figures'>;

const MS = 1000;

/** @param socket - of the one plugin with `node.control` */
export async function watchPlugin(socket: string): Promise<Watch<Reading>> {
  const client = await ControlClient.open(socket);
  return {
    async read() {
      const [stats] = await client.ask({ request: 'stats' }, 'stats');
      if (stats === undefined) throw new Error('the plugin is down');
      return stats;
    },
    metrics,
    close: () => client.close(),
  };
}

/**
 * Milliseconds: the waits of the window, or of all time when it had none, and the longest delay of the event loop.
 *
 * @param readings - the first is from before the window.
 */
export function metrics(readings: readonly Reading[]): Record<string, number> {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last) return {};
  const { bounds, counts } = last.waits;
  const between = counts.map((count, at) => count - (first.waits.counts[at] ?? 0));
  const counted = between.some((count) => count > 0) ? between : counts;
  const [median, p99] = [0.5, 0.99].map((share) => quantile(bounds, counted, share));
  const loop = Math.max(...readings.slice(1).map(({ figures }) => figures['event_loop_delay_seconds'] ?? 0), 0) * MS;
  return { ...(median === undefined || p99 === undefined ? {} : { wait50: median * MS, wait99: p99 * MS }), loop };
}
