/**
 * Metric families to cmetrics' msgpack (`lib/cmetrics/src/cmt_decode_msgpack.c` reads it).
 *
 * Keys that only newer Fluent Bits know are written only when they are needed: a decoder refuses what it does not know.
 *
 * @module
 */
import { EventTime } from '../codec/event-time.ts';
import type { MetricFamilyInput } from './inputs.ts';
import { METRIC_TYPES, TEMPORALITIES, type ExponentialBuckets } from './metrics.ts';
import { Packer, Unpackable } from './packer.ts';

type SampleInput = MetricFamilyInput['samples'][number];
type Bounds = readonly number[];

/** `MSGPACK_ENCODER_VERSION`, from Fluent Bit 2.2 to 5.1. */
const VERSION = 2;

const scratch = new DataView(new ArrayBuffer(8));

/** Doubles of summaries are written as the integers that have the same bits. */
const bitsOf = (value: number): bigint => {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
};

/** Tells the samples of a family apart; Fluent Bit computes its own where it needs one. */
const hashOf = (key: string): bigint => {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < key.length; i++) {
    low = Math.imul(low ^ key.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ key.charCodeAt(i), 0x85ebca6b);
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
};

/** A namespace and the rest: without a namespace, Fluent Bit before 4 shows a name with `_` before it. */
const splitName = (name: string): [namespace: string, rest: string] => {
  const at = name.indexOf('_');
  return at > 0 && at < name.length - 1 ? [name.slice(0, at), name.slice(at + 1)] : ['', name];
};

/** Upper bounds without +Inf, or quantiles. */
const boundsOf = (sample: SampleInput | undefined): Bounds => {
  if (sample === undefined) return [];
  if ('buckets' in sample) return sample.buckets.map(({ le }) => le).filter(Number.isFinite);
  return 'quantiles' in sample ? sample.quantiles.map(({ quantile }) => quantile) : [];
};

class MetricsEncoder {
  readonly #out = new Packer();
  readonly #now = EventTime.now().toNanoseconds();

  encode(families: readonly MetricFamilyInput[]): Uint8Array {
    const out = this.#out;
    out.map(2).text('meta').map(3).text('cmetrics').map(0).text('external').map(0);
    out.text('processing').map(1).text('static_labels').array(0);
    out.text('metrics').array(families.length);
    for (const family of families) {
      try {
        this.#family(family);
      } catch (error) {
        throw new Unpackable(`metric "${family.name}": ${(error as Error).message}`, { cause: error });
      }
    }
    return out.take();
  }

  #family(family: MetricFamilyInput): void {
    const out = this.#out;
    const type = METRIC_TYPES.indexOf(family.type);
    if (type < 0) throw new Unpackable(`it is of the unknown type ${String(family.type)}`);
    if (typeof family.name !== 'string' || family.name === '') throw new Unpackable('it has no name');
    const names = [...new Set([...(family.labelNames ?? []), ...family.samples.flatMap((each) => Object.keys(each.labels ?? {}))])];
    const bounds = boundsOf(family.samples[0]);
    const hasBounds = family.type === 'histogram' || family.type === 'summary';
    // Before Fluent Bit 5.1 only counters have one.
    const hasTemporality = family.type === 'counter' || family.temporality !== undefined;

    out.map(2).text('meta').map(4 + Number(hasBounds) + Number(hasTemporality));
    out.text('ver').integer(VERSION).text('type').integer(type);
    const [namespace, rest] = splitName(family.name);
    out.text('opts').map(family.unit ? 5 : 4);
    out.text('ns').text(namespace).text('ss').text('').text('name').text(rest);
    out.text('desc').text(family.help || family.name);
    if (family.unit) out.text('unit').text(family.unit);
    out.text('labels').array(names.length);
    for (const name of names) out.text(name);
    if (hasBounds) {
      out.text(family.type === 'histogram' ? 'buckets' : 'quantiles').array(bounds.length);
      for (const bound of bounds) out.double(bound);
    }
    if (hasTemporality) {
      out.text('aggregation_type').integer(TEMPORALITIES.indexOf(family.temporality ?? 'cumulative'));
    }

    out.text('values').array(family.samples.length);
    const known = new Set<string>();
    for (const sample of family.samples) {
      const values = names.map((name) => String(sample.labels?.[name] ?? ''));
      const key = values.join('\0');
      if (known.has(key)) throw new Unpackable(`it has two samples with the labels ${JSON.stringify(sample.labels ?? {})}`);
      known.add(key);
      this.#sample(family.type, sample, values, bounds);
    }
  }

  #sample(type: MetricFamilyInput['type'], sample: SampleInput, values: readonly string[], bounds: Bounds): void {
    const out = this.#out;
    // What fits a double is one, as every Fluent Bit knows it.
    const asInt = 'asInt' in sample && !Number.isSafeInteger(Number(sample.asInt)) ? sample.asInt : undefined;
    const isLabelled = values.some((value) => value !== '');
    const started = sample.startTimestamp;
    out.map(3 + Number(isLabelled) + Number(started !== undefined) + (asInt === undefined ? 0 : 2));
    out.text('ts').integer(sample.timestamp === undefined ? this.#now : EventTime.from(sample.timestamp).toNanoseconds());
    if (started !== undefined) out.text('start_ts').integer(EventTime.from(started).toNanoseconds());
    this.#value(type, sample, bounds);
    if (asInt !== undefined) {
      const isSigned = asInt < 2n ** 63n;
      out.text('value_type').integer(isSigned ? 1 : 2);
      out.text(isSigned ? 'value_int64' : 'value_uint64').integer(asInt);
    }
    if (isLabelled) {
      out.text('labels').array(values.length);
      for (const value of values) out.text(value);
    }
    out.text('hash').integer(isLabelled ? hashOf(values.join('\0')) : 0);
  }

  #value(type: MetricFamilyInput['type'], sample: SampleInput, bounds: Bounds): void {
    const out = this.#out;
    const own = boundsOf(sample);
    if (own.length !== bounds.length || own.some((bound, i) => bound !== bounds[i])) {
      throw new Unpackable('its samples have different buckets or quantiles');
    }
    if (type === 'histogram' && 'buckets' in sample) {
      const counts = sample.buckets.filter(({ le }) => Number.isFinite(le)).map(({ count }) => count);
      out.text('histogram').map(3).text('buckets').array(counts.length + 1);
      for (const count of [...counts, sample.count]) out.integer(count);
      out.text('sum').double(sample.sum).text('count').integer(sample.count);
    } else if (type === 'summary' && 'quantiles' in sample) {
      out.text('summary').map(4).text('quantiles_set').integer(Number(sample.quantiles.length > 0));
      out.text('quantiles').array(sample.quantiles.length);
      for (const { value } of sample.quantiles) out.integer(bitsOf(value));
      out.text('count').integer(sample.count).text('sum').integer(bitsOf(sample.sum));
    } else if (type === 'exponential_histogram' && 'scale' in sample) {
      out.text('exp_histogram').map(10).text('scale').integer(sample.scale);
      out.text('zero_count').integer(sample.zeroCount).text('zero_threshold').double(sample.zeroThreshold);
      this.#side('positive', sample.positive);
      this.#side('negative', sample.negative);
      out.text('count').integer(sample.count).text('sum_set').integer(Number(sample.sum !== undefined));
      out.text('sum').integer(bitsOf(sample.sum ?? 0));
    } else if ('value' in sample && typeof sample.value === 'number') {
      out.text('value').double(sample.value);
    } else {
      throw new Unpackable(`a sample is none of a ${type}`);
    }
  }

  #side(name: string, { offset, bucketCounts }: ExponentialBuckets): void {
    this.#out.text(`${name}_offset`).integer(offset).text(`${name}_buckets`).array(bucketCounts.length);
    for (const count of bucketCounts) this.#out.integer(count);
  }
}

/** The bytes of one reading. @throws `Unpackable`, naming the metric */
export function encodeMetrics(families: readonly MetricFamilyInput[]): Uint8Array {
  return new MetricsEncoder().encode(families);
}
