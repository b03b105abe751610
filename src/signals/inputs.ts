/**
 * Metrics and traces as an input writes them: what an output receives fits, and most of it may be left out.
 *
 * @module
 */
import type { TimeInput } from '../codec/event-time.ts';
import type { ExponentialHistogramSample, HistogramSample, MetricFamily, NumberSample, SummarySample } from './metrics.ts';
import type { Span, SpanEvent, SpanKind, SpanLink, SpanStatus } from './traces.ts';

type SampleInput<S> = Omit<S, 'labels' | 'timestamp' | 'startTimestamp'> & {
  /** @default none */
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
  /** @default now */
  readonly timestamp?: TimeInput;
  readonly startTimestamp?: TimeInput;
};

interface FamilyInput<Type extends string, S> {
  readonly type: Type;
  /** The full name. */
  readonly name: string;
  /** @default the name: Fluent Bit wants some text */
  readonly help?: string;
  readonly unit?: string;
  /** @default the labels of the samples, in the order in which they come */
  readonly labelNames?: readonly string[];
  readonly samples: readonly SampleInput<S>[];
  readonly temporality?: MetricFamily['temporality'];
}

/**
 * A metric to write. A {@link MetricFamily} is one, too; its `context` is not written. Buckets and quantiles have to be
 * the same in all samples of a family; the bucket of `Infinity` may be left out.
 */
export type MetricFamilyInput =
  | FamilyInput<'counter' | 'gauge' | 'untyped', NumberSample>
  | FamilyInput<'histogram', HistogramSample>
  | FamilyInput<'summary', SummarySample>
  | FamilyInput<'exponential_histogram', ExponentialHistogramSample>;

interface AttributedInput {
  /** Text, booleans, numbers, `Uint8Array`, lists and maps of them. @default none */
  readonly attributes?: object;
  /** @default 0 */
  readonly droppedAttributesCount?: number;
}

/** Something that happened within a span, to write. */
export type SpanEventInput = AttributedInput & Pick<SpanEvent, 'name'> & { readonly timeUnixNano: TimeInput };

/** A reference to another span, to write. */
export type SpanLinkInput = AttributedInput & Omit<SpanLink, 'attributes' | 'droppedAttributesCount'>;

/** A span to write. Times: nanoseconds as a `bigint`, or what a message's `time` may be. */
export interface SpanInput
  extends AttributedInput, Pick<Span, 'traceId' | 'spanId' | 'parentSpanId' | 'traceState' | 'name' | 'schemaUrl'> {
  /** @default 'unspecified' */
  readonly kind?: SpanKind;
  /** When it began. */
  readonly startTimeUnixNano: TimeInput;
  /** When it ended. */
  readonly endTimeUnixNano: TimeInput;
  /** What happened within it. @default none */
  readonly events?: readonly SpanEventInput[];
  /** How many more events were left out. @default 0 */
  readonly droppedEventsCount?: number;
  /** Spans that it refers to. @default none */
  readonly links?: readonly SpanLinkInput[];
  /** How many more links were left out. @default 0 */
  readonly droppedLinksCount?: number;
  /** @default unset */
  readonly status?: SpanStatus;
}

/** Spans of one library, to write. */
export interface ScopeSpansInput {
  /** The library. @default unknown */
  readonly scope?: AttributedInput & { readonly name?: string; readonly version?: string };
  /** The spans. */
  readonly spans: readonly SpanInput[];
  /** Schema of the spans. @default none */
  readonly schemaUrl?: string;
}

/** Spans of one resource, to write. */
export interface ResourceSpansInput {
  /** @default one without attributes */
  readonly resource?: AttributedInput;
  /** The spans, by the library that made them. */
  readonly scopeSpans: readonly ScopeSpansInput[];
  /** Schema of the resource. @default none */
  readonly schemaUrl?: string;
}
