/**
 * Numbers in few letters.
 *
 * @module
 */
const short = (value: number): string => (value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1));

function scaled(value: number, steps: readonly (readonly [from: number, unit: string])[]): string {
  const [from, unit] = steps.find(([at]) => value >= at) ?? [1, ''];
  return `${short(value / from)}${unit}`;
}

/** `950`, `1.2k`, `3.4M`. */
export const amount = (value: number): string =>
  scaled(value, [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]);

/** Powers of 1024: `9.2Mi`. */
export const bytes = (value: number): string =>
  scaled(value, [
    [2 ** 30, 'Gi'],
    [2 ** 20, 'Mi'],
    [2 ** 10, 'Ki'],
  ]);

/** `250µs`, `1.2ms`, `3.4s`. */
export function seconds(value: number): string {
  if (value === 0) return '0';
  if (value < 1e-3) return `${short(Math.round(value * 1e6))}µs`;
  if (value < 1) return `${short(value * 1e3)}ms`;
  return `${short(value)}s`;
}
