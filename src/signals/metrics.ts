/**
 * Metrics in Prometheus' data model, with what OpenTelemetry's has beyond it.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';

/** What kind of metric a family is. `untyped` is Prometheus' word for: nobody said. */
export type MetricType = MetricFamily['type'];

/** One value for one set of labels. */
export interface MetricSampleBase {
  /** Label values by label name; a label that this sample does not have is absent. */
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** Nanoseconds since 1970: since when a counter counts. OpenTelemetry's `startTimeUnixNano`. */
  readonly startTimestamp?: bigint;
}

/** A counter, a gauge, or what nobody said the kind of. */
export interface NumberSample extends MetricSampleBase {
  /** The value, as a double. */
  readonly value: number;
  /** The value exactly, when it was written as an integer (OTLP's `asInt`). */
  readonly asInt?: bigint;
}

/** One bucket of a histogram. */
export interface HistogramBucket {
  /** Upper bound, inclusive; `Infinity` for the last one. */
  readonly le: number;
  /** Observations up to `le`: cumulative, as in Prometheus. */
  readonly count: number;
}

/** Prometheus' histogram: observations by size. */
export interface HistogramSample extends MetricSampleBase {
  /** Number of observations. */
  readonly count: number;
  /** Sum of the observations. */
  readonly sum: number;
  /** Ascending, `+Inf` included. */
  readonly buckets: readonly HistogramBucket[];
}

/** One quantile of a summary. */
export interface SummaryQuantile {
  /** 0 to 1. */
  readonly quantile: number;
  /** The value that this part of the observations does not exceed. */
  readonly value: number;
}

/** Prometheus' summary: quantiles that the source has computed. */
export interface SummarySample extends MetricSampleBase {
  /** Number of observations. */
  readonly count: number;
  /** Sum of the observations. */
  readonly sum: number;
  /** Empty when the source gave none. */
  readonly quantiles: readonly SummaryQuantile[];
}

/** Counts of the buckets from `offset` on; the bucket of index i holds base^i < x <= base^(i+1), base 2^(2^-scale). */
export interface ExponentialBuckets {
  /** Index of the first bucket. */
  readonly offset: number;
  /** Observations in each bucket: not cumulative. */
  readonly bucketCounts: readonly number[];
}

/** OpenTelemetry's exponential histogram. Fluent Bit has them from 5.0 on. */
export interface ExponentialHistogramSample extends MetricSampleBase {
  /** Number of observations. */
  readonly count: number;
  /** Sum of the observations. Absent: not known. */
  readonly sum?: number;
  /** Resolution: the base is 2^(2^-scale). */
  readonly scale: number;
  /** Observations that count as zero. */
  readonly zeroCount: number;
  /** Up to here, in absolute value, they do. */
  readonly zeroThreshold: number;
  /** Buckets of values above zero. */
  readonly positive: ExponentialBuckets;
  /** Buckets of values below zero. */
  readonly negative: ExponentialBuckets;
}

/** What a source says once for all of its families. */
export interface MetricContext {
  /** Fluent Bit's own notes, as in `{ producer: 'opentelemetry' }`. */
  readonly internal: DecodedRecord;
  /** What came with the metrics: OTLP's resource and scope. */
  readonly external: DecodedRecord;
}

interface Family<Type extends string, Sample extends MetricSampleBase> {
  readonly type: Type;
  /** The full name, as Prometheus shows it: namespace, subsystem and name, joined by `_`. */
  readonly name: string;
  readonly help: string;
  /** OpenTelemetry's unit, as in `By`; empty when nobody said. */
  readonly unit: string;
  /** Label names, in order: those that are the same for all samples first. */
  readonly labelNames: readonly string[];
  readonly samples: readonly Sample[];
  /** Of counters and histograms. Absent: unspecified. */
  readonly temporality?: 'delta' | 'cumulative';
  /** The same object for all families of one source. */
  readonly context: MetricContext;
}

/** A metric with its samples. `type` tells which kind of samples. */
export type MetricFamily =
  | Family<'counter' | 'gauge' | 'untyped', NumberSample>
  | Family<'histogram', HistogramSample>
  | Family<'summary', SummarySample>
  | Family<'exponential_histogram', ExponentialHistogramSample>;

/** A sample of any kind. */
export type MetricSample = MetricFamily['samples'][number];

/** cmetrics' numbers for them (`CMT_COUNTER`, ...): the index. */
export const METRIC_TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped', 'exponential_histogram'] as const;

/** cmetrics' numbers for them (`CMT_AGGREGATION_TYPE_...`): the index. */
export const TEMPORALITIES = [undefined, 'delta', 'cumulative'] as const;
