/**
 * A row of small bars.
 *
 * @module
 */
const BARS = '▁▂▃▄▅▆▇█';

/** One letter a value, the newest last, from 0 to the highest; `width` letters, with spaces where there is no value yet. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const highest = Math.max(...shown, 0);
  const bar = (value: number): string => {
    const share = highest > 0 ? value / highest : 0;
    // A little is not nothing.
    const step = value > 0 ? Math.max(1, Math.round(share * (BARS.length - 1))) : 0;
    return BARS.charAt(step);
  };
  return shown.map(bar).join('').padStart(width);
}
