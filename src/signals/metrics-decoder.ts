/**
 * cmetrics' msgpack to metric families (`lib/cmetrics/src/cmt_encode_msgpack.c` writes it).
 *
 * @module
 */
import type { Value } from '../codec/values.ts';
import { Fields, Misshapen } from './fields.ts';
import {
  METRIC_TYPES,
  TEMPORALITIES,
  type ExponentialHistogramSample,
  type HistogramSample,
  type MetricContext,
  type MetricFamily,
  type MetricSampleBase,
  type NumberSample,
  type SummarySample,
} from './metrics.ts';

type Labels = Record<string, string>;

const scratch = new DataView(new ArrayBuffer(8));

/** cmetrics writes the doubles of summaries as the integers that have the same bits. */
const doubleOf = (bits: bigint): number => {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
};

/** As cmt_opts_init joins them. */
const fullName = (opts: Fields): string => {
  const [namespace, subsystem] = [opts.text('ns', ''), opts.text('ss', '')];
  const join = (part: string): string => (part === '' || part.endsWith('_') ? part : `${part}_`);
  return `${namespace === '' ? '' : `${namespace}_`}${join(subsystem)}${opts.text('name')}`;
};

/**
 * Counts per bucket as Prometheus has them, cumulative. cmetrics' own are; those that came by OTLP are one by one, and
 * nothing but their sum tells.
 */
const cumulative = (counts: readonly number[], count: number): readonly number[] => {
  const isPlain = counts.at(-1) !== count && counts.reduce((sum, each) => sum + each, 0) === count;
  if (!isPlain) return counts;
  let sum = 0;
  return counts.map((each) => (sum += each));
};

const histogram = (base: MetricSampleBase, value: Fields, bounds: readonly number[]): HistogramSample => {
  const fields = value.fields('histogram');
  if (!fields) throw new Misshapen('a histogram has no buckets');
  const count = fields.number('count');
  const counts = cumulative(fields.numbers('buckets'), count);
  const buckets = counts.map((each, i) => ({ le: bounds[i] ?? Infinity, count: each }));
  return { ...base, count, sum: fields.number('sum'), buckets };
};

const summary = (base: MetricSampleBase, value: Fields, quantiles: readonly number[]): SummarySample => {
  const fields = value.fields('summary');
  if (!fields) throw new Misshapen('a summary has no quantiles');
  const isSet = fields.number('quantiles_set') !== 0;
  const values = fields.bigints('quantiles').map(doubleOf);
  return {
    ...base,
    count: fields.number('count'),
    sum: doubleOf(fields.bigint('sum')),
    quantiles: isSet ? values.map((each, i) => ({ quantile: quantiles[i] ?? NaN, value: each })) : [],
  };
};

const exponential = (base: MetricSampleBase, value: Fields): ExponentialHistogramSample => {
  const fields = value.fields('exp_histogram');
  if (!fields) throw new Misshapen('an exponential histogram has no buckets');
  const side = (name: string) => ({
    offset: fields.number(`${name}_offset`),
    bucketCounts: fields.numbers(`${name}_buckets`),
  });
  return {
    ...base,
    count: fields.number('count'),
    ...(fields.number('sum_set') === 0 ? {} : { sum: doubleOf(fields.bigint('sum')) }),
    scale: fields.number('scale'),
    zeroCount: fields.number('zero_count'),
    zeroThreshold: fields.number('zero_threshold'),
    positive: side('positive'),
    negative: side('negative'),
  };
};

const number = (base: MetricSampleBase, value: Fields): NumberSample => {
  const key = ['value_int64', 'value_uint64'].find((each) => value.has(each));
  return { ...base, value: value.number('value'), ...(key === undefined ? {} : { asInt: value.bigint(key) }) };
};

const labelsOf = (names: readonly string[], values: readonly Value[], common: Labels): Labels => {
  // Nil: this sample has no such label.
  const own = names.flatMap((name, i) => (typeof values[i] === 'string' ? [[name, values[i]] as const] : []));
  return { ...common, ...Object.fromEntries(own) };
};

const decodeFamily = (family: Fields, context: MetricContext, common: Labels): MetricFamily => {
  const meta = family.fields('meta');
  const opts = meta?.fields('opts');
  if (!meta || !opts) throw new Misshapen('a metric has no name');
  const type = METRIC_TYPES[meta.number('type')];
  if (!type) throw new Misshapen(`a metric is of the unknown type ${meta.number('type')}`);

  const ownNames = meta.texts('labels');
  const bounds = meta.numbers('buckets');
  const quantiles = meta.numbers('quantiles');
  const samples = family.each('values', (value) => {
    const base: MetricSampleBase = {
      labels: labelsOf(ownNames, value.list('labels'), common),
      timestamp: value.bigint('ts'),
      ...(value.has('start_ts') ? { startTimestamp: value.bigint('start_ts') } : {}),
    };
    if (type === 'histogram') return histogram(base, value, bounds);
    if (type === 'summary') return summary(base, value, quantiles);
    return type === 'exponential_histogram' ? exponential(base, value) : number(base, value);
  });
  const temporality = TEMPORALITIES[meta.number('aggregation_type', 0)];
  return {
    type,
    name: fullName(opts),
    help: opts.text('desc', ''),
    unit: opts.text('unit', ''),
    labelNames: [...new Set([...Object.keys(common), ...ownNames])],
    samples,
    ...(temporality ? { temporality } : {}),
    context,
  } as MetricFamily;
};

const staticLabel = (pair: Value): [string, string] => {
  const [name, value] = Array.isArray(pair) ? pair : [];
  if (typeof name !== 'string' || typeof value !== 'string') throw new Misshapen('a static label is not two texts');
  return [name, value];
};

/** The families of one map of a chunk: of one source at one time. @throws {@link Misshapen} */
export function decodeMetrics(value: Value): MetricFamily[] {
  const root = new Fields(value, '');
  const meta = root.fields('meta');
  const context = { internal: meta?.map('cmetrics') ?? {}, external: meta?.map('external') ?? {} };
  const common = Object.fromEntries((meta?.fields('processing')?.list('static_labels') ?? []).map(staticLabel));
  return root.each('metrics', (family) => decodeFamily(family, context, common));
}
