/**
 * Makes the metrics and spans of tests.
 *
 * @module
 */
import type { MetricFamilyInput, ResourceSpansInput, SpanInput } from '../signals/inputs.ts';
import { START_MS } from './clock.ts';

type Labels = Readonly<Record<string, string | number | boolean>>;

const family = (type: 'counter' | 'gauge', name: string, value: number, labels: Labels): MetricFamilyInput => ({
  type,
  name,
  samples: [{ value, labels, timestamp: START_MS }],
});

/**
 * A counter with one sample, for `encodeMetrics`.
 *
 * @example `await flushOutput(plugin, encodeMetrics([counter('requests_total', 3, { code: 200 }), gauge('load', 0.5)]))`
 */
export const counter = (name: string, value: number, labels: Labels = {}): MetricFamilyInput =>
  family('counter', name, value, labels);

/** A gauge with one sample, for `encodeMetrics`. */
export const gauge = (name: string, value: number, labels: Labels = {}): MetricFamilyInput =>
  family('gauge', name, value, labels);

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/**
 * Spans of one trace and one resource, for `encodeTraces`: the first one is the root, each of the others its child.
 *
 * @param names - one span each; or parts of spans.
 * @param resource - its attributes. @default none
 * @example `await flushOutput(plugin, encodeTraces([spans(['GET /', 'SELECT'], { 'service.name': 'shop' })]))`
 */
export function spans(
  names: readonly (string | (Partial<SpanInput> & { name: string }))[],
  resource: Readonly<Record<string, unknown>> = {},
): ResourceSpansInput {
  const all = names.map((each, i): SpanInput => {
    const start = BigInt(START_MS + i) * 1_000_000n;
    return {
      traceId: hex(1, 32),
      spanId: hex(i + 1, 16),
      ...(i > 0 && { parentSpanId: hex(1, 16) }),
      kind: 'internal',
      startTimeUnixNano: start,
      endTimeUnixNano: start + 1_000_000n,
      ...(typeof each === 'string' ? { name: each } : each),
    };
  });
  return { resource: { attributes: resource }, scopeSpans: [{ spans: all }] };
}
