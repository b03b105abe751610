/**
 * A prom-client registry as metric families.
 *
 * @module
 */
import type { Registry } from 'prom-client';
import { familyOf, samplesOf, type MetricValues } from '../metrics/mirror.ts';
import type { MetricFamily as DeclaredFamily, MetricSample } from '../runtime/binding.ts';
import type { MetricFamilyInput } from './inputs.ts';

/** By its method and not its class: a plugin may have a prom-client of its own. */
export const isRegistry = (source: object): source is Registry =>
  typeof (source as Partial<Registry>).getMetricsAsJSON === 'function';

/** Reads all metrics now, their `collect` functions included. */
export async function readRegistry(registry: Registry): Promise<MetricFamilyInput[]> {
  const declared = registry.getMetricsAsArray().flatMap((metric) => familyOf(metric, registry) ?? []);
  const values = (await registry.getMetricsAsJSON()) as unknown as MetricValues[];
  const byName = new Map(values.map((metric) => [metric.name, metric]));
  return declared.map((family) => {
    const metric = byName.get(family.name);
    const samples = metric ? samplesOf(metric, family, 0) : [];
    const { kind: type, name, help, labels: labelNames } = family;
    return { type, name, help, labelNames, samples: samples.map((sample) => toInput(sample, family)) } as MetricFamilyInput;
  });
}

const toInput = ({ labels: values, value, count, buckets }: MetricSample, { kind, labels, bounds }: DeclaredFamily) => {
  const base = { labels: Object.fromEntries(labels.map((label, i) => [label, values[i] ?? ''])) };
  if (kind === 'histogram') return { ...base, count, sum: value, buckets: bounds.map((le, i) => ({ le, count: buckets[i] ?? 0 })) };
  if (kind !== 'summary') return { ...base, value };
  return { ...base, count, sum: value, quantiles: bounds.map((quantile, i) => ({ quantile, value: buckets[i] ?? 0 })) };
};
