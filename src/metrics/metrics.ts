/**
 * An instance's metrics: a prom-client registry, mirrored into Fluent Bit's own metrics.
 *
 * @module
 */
import { createError, type FluentBitNodeError } from '../errors.ts';
import type { MetricFamily, MetricSample } from '../runtime/binding.ts';
import { familyOf, samplesOf, type MetricValues } from './mirror.ts';
import { Counter, Gauge, Histogram, Registry, Summary } from './parts.ts';

export type { Counter, Gauge, Histogram, Registry, Summary };

export interface MetricsOptions {
  /** Called once per metric that Fluent Bit cannot show because it was created after init. @default ignored */
  onLateMetric?: ((error: FluentBitNodeError) => void) | undefined;
}

/**
 * `fbit.metrics`. Create metrics in `init`: Fluent Bit's are created once, when init has resolved. They show at
 * `/api/v2/metrics/prometheus` with a label for the instance added by the runtime.
 *
 * A labelled `inc` costs about 115 ns, so count per chunk rather than per record where speed matters.
 */
export class Metrics {
  /** prom-client's registry of this instance: any prom-client metric that is registered here counts. */
  readonly registry = new Registry();

  readonly #onLateMetric: (error: FluentBitNodeError) => void;
  readonly #late = new Set<string>();
  /** What was sent last, by family and label values. */
  readonly #sent = new Map<string, MetricSample>();

  /** The runtime makes it: `fbit.metrics`. */
  constructor(options: MetricsOptions = {}) {
    this.#onLateMetric = options.onLateMetric ?? (() => undefined);
  }

  /**
   * A value that only grows. Call it in `init`: what is made later stays in the registry, and Fluent Bit does not show it.
   *
   * @param name - letters, digits, `_` and `:`; by custom it ends in `_total`.
   * @param help - must not be empty: Fluent Bit refuses a metric without.
   * @param labels - label names. @default none
   * @throws what prom-client throws: a name that is taken or not valid, an empty help.
   */
  newCounter<L extends string = string>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  /** A value that goes up and down. Call it in `init`. Parameters and errors as {@link Metrics.newCounter}. */
  newGauge<L extends string = string>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  /**
   * Observations counted in buckets. Call it in `init`. Parameters and errors as {@link Metrics.newCounter}.
   *
   * @param buckets - upper bounds, ascending, without +Inf. @default prom-client's: 0.005 to 10
   */
  newHistogram<L extends string = string>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    buckets?: readonly number[],
  ): Histogram<L> {
    const bounds = buckets ? { buckets: [...buckets] } : {};
    return new Histogram({ name, help, labelNames: [...labels], registers: [this.registry], ...bounds });
  }

  /**
   * Observations as quantiles. Call it in `init`. Parameters and errors as {@link Metrics.newCounter}.
   *
   * @param percentiles - between 0 and 1. @default prom-client's: 0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999
   */
  newSummary<L extends string = string>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    percentiles?: readonly number[],
  ): Summary<L> {
    const quantiles = percentiles ? { percentiles: [...percentiles] } : {};
    return new Summary({ name, help, labelNames: [...labels], registers: [this.registry], ...quantiles });
  }

  /** What is in the registry now, as it is declared to the host. Taken once, when init has resolved. */
  families(): MetricFamily[] {
    return this.registry.getMetricsAsArray().flatMap((metric) => familyOf(metric, this.registry) ?? []);
  }

  /**
   * The current value of every label set of the declared families: absolute, not a difference.
   *
   * Runs the metrics' `collect` functions. A metric that is not among `families` is left out and reported once.
   *
   * @param families - as {@link Metrics.families} gave them.
   */
  async samples(families: readonly MetricFamily[]): Promise<MetricSample[]> {
    const index = new Map(families.map(({ name }, i) => [name, i]));
    const current = (await this.registry.getMetricsAsJSON()) as unknown as MetricValues[];
    return current.flatMap((metric) => {
      const at = index.get(metric.name);
      if (at === undefined) this.#reportLate(metric.name);
      return at === undefined ? [] : samplesOf(metric, families[at] as MetricFamily, at);
    });
  }

  /**
   * Those of {@link Metrics.samples} that differ from what this method returned before: empty for an idle instance, so
   * that nothing has to cross to the host. Call it from one place only.
   */
  async changedSamples(families: readonly MetricFamily[]): Promise<MetricSample[]> {
    const changed = (await this.samples(families)).filter((sample) => {
      const key = `${sample.family}\0${sample.labels.join('\0')}`;
      const before = this.#sent.get(key);
      this.#sent.set(key, sample);
      return !before || !isSame(before, sample);
    });
    return changed;
  }

  #reportLate(name: string): void {
    if (this.#late.has(name)) return;
    this.#late.add(name);
    this.#onLateMetric(createError('FLB_NODE_E_METRIC_LATE', name));
  }
}

const isSame = (a: MetricSample, b: MetricSample): boolean =>
  Object.is(a.value, b.value) && a.count === b.count && a.buckets.every((bucket, i) => Object.is(bucket, b.buckets[i]));
