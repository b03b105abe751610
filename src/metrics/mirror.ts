/**
 * prom-client's metrics in the terms of the host's (`MetricFamily`, `MetricSample`).
 *
 * @module
 */
import type { Registry } from 'prom-client';
import type { MetricFamily, MetricSample } from '../runtime/binding.ts';

/**
 * What a prom-client 15 metric has beside what its types declare: `type` is a string and not the declared enum, and the
 * options of its constructor are properties.
 */
interface MetricInternals {
  type: string;
  name: string;
  help: string;
  labelNames: readonly string[];
  upperBounds?: readonly number[];
  percentiles?: readonly number[];
}

/** A metric's values, as `Registry.getMetricsAsJSON` gives them: histograms and summaries one per line of text. */
export interface MetricValues {
  name: string;
  values: { value: number; metricName?: string; labels: Readonly<Record<string, string | number | undefined>> }[];
}

const isKind = (type: string): type is MetricFamily['kind'] =>
  ['counter', 'gauge', 'histogram', 'summary'].includes(type);

/** `undefined` for a metric of a kind that Fluent Bit does not have. Labels that the registry adds to all come last. */
export function familyOf(metric: object, registry: Registry): MetricFamily | undefined {
  const { type: kind, name, help, labelNames, upperBounds, percentiles } = metric as MetricInternals;
  if (!isKind(kind)) return undefined;
  const defaults = Object.keys((registry as unknown as { _defaultLabels?: object })._defaultLabels ?? {});
  const labels = [...new Set([...labelNames, ...defaults])];
  if (kind === 'histogram') return { kind, name, help, labels, bounds: (upperBounds ?? []).filter(Number.isFinite) };
  return { kind, name, help, labels, bounds: kind === 'summary' ? [...(percentiles ?? [])] : [] };
}

/** The samples of one metric: one per label set. `index` is the family's, among those declared. */
export function samplesOf(metric: MetricValues, family: MetricFamily, index: number): MetricSample[] {
  const samples = new Map<string, MetricSample>();
  for (const { value, metricName, labels } of metric.values) {
    const values = family.labels.map((label) => String(labels[label] ?? ''));
    const key = values.join('\0');
    let sample = samples.get(key);
    if (!sample) {
      const buckets = new Array<number>(bucketCount(family)).fill(0);
      samples.set(key, (sample = { family: index, labels: values, value: 0, count: 0, buckets }));
    }
    if (family.kind === 'counter' || family.kind === 'gauge' || metricName === `${family.name}_sum`) {
      sample.value = value;
    } else if (metricName === `${family.name}_count`) {
      sample.count = value;
    } else {
      const at = bucketIndex(family, labels);
      if (at >= 0) sample.buckets[at] = value;
    }
  }
  return [...samples.values()];
}

const bucketCount = ({ kind, bounds }: MetricFamily): number => bounds.length + (kind === 'histogram' ? 1 : 0);

const bucketIndex = ({ kind, bounds }: MetricFamily, labels: MetricValues['values'][number]['labels']): number => {
  if (kind === 'summary') return bounds.indexOf(Number(labels.quantile));
  return labels.le === '+Inf' ? bounds.length : bounds.indexOf(Number(labels.le));
};
