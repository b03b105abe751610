/**
 * Quantiles of a histogram.
 *
 * @module
 */

/**
 * The value below which a share of the observations lies; within a bucket they count as spread evenly.
 *
 * @param bounds - upper bounds, ascending.
 * @param counts - of each bucket, not cumulative; one more than bounds, the last one for all beyond.
 * @returns `undefined` without observations; the last bound when the quantile is beyond it.
 */
export function quantile(bounds: readonly number[], counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = share * total;
  for (const [at, upper] of bounds.entries()) {
    const count = counts[at] ?? 0;
    const lower = bounds[at - 1] ?? 0;
    if (count > 0 && left <= count) return lower + ((upper - lower) * left) / count;
    left -= count;
  }
  return bounds.at(-1);
}
