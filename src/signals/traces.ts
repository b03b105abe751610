/**
 * Traces in OpenTelemetry's data model, with OTLP's names.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';

/** Which side of what a span is: OTLP's `SPAN_KIND_...`, by ctraces' number. */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
/** Which side of what a span is. */
export type SpanKind = (typeof SPAN_KINDS)[number];

/** OTLP's `STATUS_CODE_...`, by ctraces' number. */
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
/** How a span came out, in one word. */
export type SpanStatusCode = (typeof STATUS_CODES)[number];

/** What has attributes. They are as those of a record: text, numbers, lists, maps. */
interface Attributed {
  readonly attributes: DecodedRecord;
  /** Attributes that the source left out. */
  readonly droppedAttributesCount: number;
}

/** Something that happened within a span. */
export interface SpanEvent extends Attributed {
  /** What happened. */
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly timeUnixNano: bigint;
}

/** A reference to a span, of the same trace or another. */
export interface SpanLink extends Attributed {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** W3C's `tracestate`. Absent: none. */
  readonly traceState?: string;
}

/** How a span came out. */
export interface SpanStatus {
  /** `'unset'`: nobody said. */
  readonly code: SpanStatusCode;
  /** For people. Absent: none. */
  readonly message?: string;
}

/** A piece of work, in OTLP's terms. */
export interface Span extends Attributed {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** Absent: a root span. */
  readonly parentSpanId?: string;
  /** W3C's `tracestate`. Absent: none. */
  readonly traceState?: string;
  /** What was done, as in `GET /users`. */
  readonly name: string;
  /** Which side of it this is. */
  readonly kind: SpanKind;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  /** Nanoseconds since 1970. */
  readonly endTimeUnixNano: bigint;
  /** What happened within it. */
  readonly events: readonly SpanEvent[];
  /** Events that the source left out. */
  readonly droppedEventsCount: number;
  /** Spans that it refers to. */
  readonly links: readonly SpanLink[];
  /** Links that the source left out. */
  readonly droppedLinksCount: number;
  /** How it came out. */
  readonly status: SpanStatus;
  /** Schema of the span. Absent: unknown. */
  readonly schemaUrl?: string;
}

/** The library that made spans. */
export interface InstrumentationScope extends Attributed {
  /** As in `@opentelemetry/instrumentation-http`; empty when nobody said. */
  readonly name: string;
  /** Empty when nobody said. */
  readonly version: string;
}

/** Spans of one library. */
export interface ScopeSpans {
  /** Absent: unknown. */
  readonly scope?: InstrumentationScope;
  /** The spans, in the order of the source. */
  readonly spans: readonly Span[];
  /** Schema of the spans. Absent: unknown. */
  readonly schemaUrl?: string;
}

/** The spans of one resource: a service, a host. */
export interface ResourceSpans {
  /** What made the spans: its attributes. */
  readonly resource: Attributed;
  /** The spans, by the library that made them. */
  readonly scopeSpans: readonly ScopeSpans[];
  /** Schema of the resource. Absent: unknown. */
  readonly schemaUrl?: string;
}
