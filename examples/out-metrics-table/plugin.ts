import { writeSync } from 'node:fs';
import {
  type Chunk,
  type Context,
  type FluentBit,
  type MetricFamily,
  type MetricSample,
  type OutputPlugin,
  registerOutput,
} from 'fluent-bit-node';
import * as z from 'zod';

const STDOUT = 1;

const config = z.object({
  prefix: z.string().default('').describe('Print only metrics whose names begin with this'),
});

const valueOf = (sample: MetricSample): string => {
  if ('value' in sample) return String(sample.asInt ?? sample.value);
  const parts = [`count ${sample.count}`, `sum ${sample.sum ?? '?'}`];
  if ('buckets' in sample) parts.push(...sample.buckets.map(({ le, count }) => `<=${le}: ${count}`));
  if ('quantiles' in sample) parts.push(...sample.quantiles.map(({ quantile, value }) => `q${quantile}: ${value}`));
  return parts.join(', ');
};

const labelsOf = ({ labels }: MetricSample): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');

/** One row per sample, the columns as wide as they need to be. */
export function table(families: readonly MetricFamily[]): string {
  const rows = families.flatMap(({ name, type, samples }) =>
    (samples as readonly MetricSample[]).map((sample) => [name, type, labelsOf(sample), valueOf(sample)]),
  );
  const all = [['METRIC', 'TYPE', 'LABELS', 'VALUE'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}\n`).join('');
}

class MetricsTable implements OutputPlugin<typeof config> {
  #prefix!: string;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#prefix = fbit.config.prefix;
  }

  async flush(_ctx: Context, chunk: Chunk): Promise<void> {
    const families = chunk.metrics.filter(({ name }) => name.startsWith(this.#prefix));
    if (families.length > 0) writeSync(STDOUT, table(families));
  }
}

export default registerOutput('out-metrics-table', 'Prints metrics as a table', () => new MetricsTable(), {
  config,
  eventTypes: ['metrics'],
});
