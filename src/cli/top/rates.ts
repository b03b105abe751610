/**
 * From counters that grow to what `flb-node top` shows.
 *
 * @module
 */
import type { InstanceStats } from '../../control/protocol.ts';
import type { PluginType } from '../../runtime/binding.ts';
import { quantile } from './quantile.ts';

/** One instance, at one time. `undefined`: it has no such number. */
export interface TopRow {
  readonly instance: string;
  readonly type: PluginType;
  readonly plugin: string;
  readonly up: boolean;
  /** That an input wrote, that came to an output or filter. */
  readonly recordsPerSecond: number | undefined;
  /** Of the last readings, the newest last. */
  readonly history: readonly number[];
  /** Of flush or filter, in seconds: how long Fluent Bit waited. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  /** Seconds. */
  readonly loopDelay: number;
  readonly heapUsed: number;
  readonly heapLimit: number;
  /** Bytes. */
  readonly queue: number | undefined;
  readonly retries: number | undefined;
  readonly restarts: number;
}

/** Readings that quantiles are of. */
const WINDOW = 10;
/** Readings that a sparkline may have. */
const HISTORY = 60;

interface Reading {
  readonly at: number;
  readonly stats: InstanceStats;
}

/** Keeps the last readings of each instance. */
export class Rates {
  readonly #readings = new Map<string, Reading[]>();
  readonly #histories = new Map<string, number[]>();

  /** @param at - milliseconds of any clock that does not jump. */
  add(all: readonly InstanceStats[], at: number): TopRow[] {
    return all.map((stats) => {
      const key = `${stats.type} ${stats.name}`;
      const readings = this.#readings.get(key) ?? [];
      this.#readings.set(key, readings);
      const last = readings.at(-1);
      readings.push({ at, stats });
      if (readings.length > WINDOW + 1) readings.shift();
      const rate = last && rateOf(last, { at, stats });
      const history = this.#histories.get(key) ?? [];
      this.#histories.set(key, history);
      if (rate !== undefined) history.push(rate);
      if (history.length > HISTORY) history.shift();
      return rowOf(readings, rate, [...history]);
    });
  }
}

/** Of the instance's whole life, modulo what nobody looked at. */
const recordsOf = ({ type, figures, records }: InstanceStats): number | undefined => {
  if (type === 'custom') return undefined;
  return type === 'input' ? figures['records_written_total'] : records.in;
};

function rateOf(before: Reading, now: Reading): number | undefined {
  const [from, to] = [recordsOf(before.stats), recordsOf(now.stats)];
  if (from === undefined || to === undefined || now.at <= before.at) return undefined;
  // Less than before: Fluent Bit has loaded its configuration anew.
  return (Math.max(0, to - from) / (now.at - before.at)) * 1000;
}

function rowOf(readings: readonly Reading[], rate: number | undefined, history: readonly number[]): TopRow {
  const [first, last] = [readings[0] as Reading, readings.at(-1) as Reading];
  const { name: instance, type, plugin, figures, waits } = last.stats;
  const since = waits.counts.map((count, at) => Math.max(0, count - (first.stats.waits.counts[at] ?? 0)));
  // Nothing came lately: what was before says more than nothing.
  const counts = since.some((count) => count > 0) ? since : waits.counts;
  return {
    instance,
    type,
    plugin,
    up: figures['up'] === 1,
    recordsPerSecond: rate,
    history,
    p50: quantile(waits.bounds, counts, 0.5),
    p99: quantile(waits.bounds, counts, 0.99),
    loopDelay: figures['event_loop_delay_seconds'] ?? 0,
    heapUsed: figures['heap_used_bytes'] ?? 0,
    heapLimit: figures['heap_limit_bytes'] ?? 0,
    queue: figures['queue_bytes'],
    retries: figures['chunks_flushed_total{result=retry}'],
    restarts: figures['restarts_total'] ?? 0,
  };
}
