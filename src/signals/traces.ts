/**
 * Traces in OpenTelemetry's data model, with OTLP's names.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';

/** Which side of what a span is: OTLP's `SPAN_KIND_...`, by ctraces' number. */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** OTLP's `STATUS_CODE_...`, by ctraces' number. */
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
export type SpanStatusCode = (typeof STATUS_CODES)[number];

/** What has attributes. They are as those of a record: text, numbers, lists, maps. */
interface Attributed {
  readonly attributes: DecodedRecord;
  /** Attributes that the source left out. */
  readonly droppedAttributesCount: number;
}

/** Something that happened within a span. */
export interface SpanEvent extends Attributed {
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly timeUnixNano: bigint;
}

/** A reference to a span, of the same trace or another. */
export interface SpanLink extends Attributed {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
}

export interface SpanStatus {
  readonly code: SpanStatusCode;
  readonly message?: string;
}

export interface Span extends Attributed {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** Absent: a root span. */
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  readonly status: SpanStatus;
  readonly schemaUrl?: string;
}

/** The library that made spans. */
export interface InstrumentationScope extends Attributed {
  readonly name: string;
  readonly version: string;
}

export interface ScopeSpans {
  /** Absent: unknown. */
  readonly scope?: InstrumentationScope;
  readonly spans: readonly Span[];
  readonly schemaUrl?: string;
}

/** The spans of one resource: a service, a host. */
export interface ResourceSpans {
  readonly resource: Attributed;
  readonly scopeSpans: readonly ScopeSpans[];
  readonly schemaUrl?: string;
}
