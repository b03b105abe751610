/**
 * Metrics as a test wants to look at them.
 *
 * @module
 */
import type { MetricFamily, MetricSample } from '../runtime/binding.ts';

/** One value of one label set. */
export interface MetricValue {
  /** The full name, as Fluent Bit shows it. */
  readonly name: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly kind: MetricFamily['kind'];
  /** Values by label name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Counter and gauge: the value. Histogram and summary: the sum. */
  readonly value: number;
  /** Histogram and summary: number of observations; else 0. */
  readonly count: number;
}

/** The metrics of an instance at one moment, as Fluent Bit has them. */
export class MetricView {
  /** One for each metric and each set of labels. */
  readonly all: readonly MetricValue[];

  /** The drivers make it: `result.metrics`, `await instance.metrics()`. */
  constructor(families: readonly MetricFamily[], samples: readonly MetricSample[]) {
    this.all = samples.map(({ family, labels, value, count }) => {
      const { name, kind, labels: keys } = families[family] as MetricFamily;
      return { name, kind, labels: Object.fromEntries(keys.map((key, i) => [key, labels[i] ?? ''])), value, count };
    });
  }

  /**
   * The first metric of that name that has these labels.
   *
   * @param labels - those that matter. @default any
   */
  find(name: string, labels: Readonly<Record<string, string>> = {}): MetricValue | undefined {
    return this.all.find(
      (metric) => metric.name === name && Object.entries(labels).every(([key, value]) => metric.labels[key] === value),
    );
  }

  /**
   * The value of {@link find}; `undefined` when there is none.
   *
   * @example `expect(metrics.value('example_metric_total', { plugin: 'in-dummy' })).toBe(3)`
   */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined {
    return this.find(name, labels)?.value;
  }
}
