// What the runtime shows of its instances on Fluent Bit's page (docs/metrics.md).

/** The histogram of what Fluent Bit waits for. Inputs have none. */
const WAITS = { output: 'flush_duration_seconds', filter: 'filter_duration_seconds' };

/**
 * Milliseconds that Fluent Bit waited for flush or filter between two readings: median and p99, as exact as the histogram's
 * bounds. Nothing where the page has no such histogram (Fluent Bit before 5.0), or nothing was asked for.
 */
export function waits(before, after, type) {
  if (!WAITS[type]) return {};
  const [from, to] = [before, after].map((page) => buckets(page, WAITS[type]));
  const counts = to.map(({ bound, count }, i) => ({ bound, count: count - (from[i]?.count ?? 0) }));
  if (!(counts.at(-1)?.count > 0)) return {};
  return { wait50: quantile(counts, 0.5) * 1000, wait99: quantile(counts, 0.99) * 1000 };
}

/** Milliseconds: that of the busiest event loop of this type, now. */
export function loopDelay(page, type) {
  const values = [...page.matchAll(new RegExp(`^fluentbit_node_event_loop_delay_seconds\\{[^}]*type="${type}"[^}]*\\} (\\S+)`, 'gm'))];
  return Math.max(0, ...values.map(([, value]) => Number(value))) * 1000;
}

/** The sum over the instances, by bound; counts are of all up to it. */
function buckets(page, name) {
  const sums = new Map();
  for (const [, labels, value] of page.matchAll(new RegExp(`^fluentbit_node_${name}_bucket\\{([^}]*)\\} (\\S+)`, 'gm'))) {
    const le = /\ble="([^"]*)"/.exec(labels)?.[1];
    const bound = le === '+Inf' ? Infinity : Number(le);
    sums.set(bound, (sums.get(bound) ?? 0) + Number(value));
  }
  return [...sums].map(([bound, count]) => ({ bound, count })).sort((a, b) => a.bound - b.bound);
}

/** Between two bounds, in proportion; beyond the last one, that one. */
function quantile(counts, share) {
  const wanted = counts.at(-1).count * share;
  const at = counts.findIndex(({ count }) => count >= wanted);
  const low = at === 0 ? { bound: 0, count: 0 } : counts[at - 1];
  const high = counts[at];
  if (high.bound === Infinity) return low.bound;
  return low.bound + (high.bound - low.bound) * ((wanted - low.count) / (high.count - low.count));
}
