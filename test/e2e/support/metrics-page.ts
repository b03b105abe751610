/** Fluent Bit's own page of metrics, in the text that Prometheus reads. */
import { expect } from 'vitest';
import { HANGS_MS } from './process.ts';

/** What it says now. Empty: nobody listens yet. */
export const metricsPage = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}/api/v2/metrics/prometheus`).then((answer) => answer.text(), () => '');

/** Once it has all that matches. */
export async function metricsPageWith(port: number, ...patterns: RegExp[]): Promise<string> {
  let page = '';
  const read = async (): Promise<RegExp[]> => {
    page = await metricsPage(port);
    return patterns.filter((pattern) => !pattern.test(page));
  };
  await expect.poll(read, { timeout: HANGS_MS, interval: 100 }).toEqual([]);
  return page;
}
