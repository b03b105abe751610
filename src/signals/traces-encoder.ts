/**
 * Spans to ctraces' msgpack (`lib/ctraces/src/ctr_decode_msgpack.c` reads it).
 *
 * Keys that only newer Fluent Bits know are written only when they are needed: a decoder refuses what it does not know.
 *
 * @module
 */
import { EventTime, type TimeInput } from '../codec/event-time.ts';
import type { ResourceSpansInput, ScopeSpansInput, SpanInput } from './inputs.ts';
import { Packer, Unpackable } from './packer.ts';
import { SPAN_KINDS, STATUS_CODES } from './traces.ts';

const checkId = (id: unknown, digits: number, what: string): string => {
  if (typeof id !== 'string' || id.length !== digits || !/^[0-9a-fA-F]+$/.test(id)) {
    throw new Unpackable(`${what} is not ${digits} hexadecimal digits: ${String(id)}`);
  }
  return id.toLowerCase();
};

class TracesEncoder {
  readonly #out = new Packer();

  encode(all: readonly ResourceSpansInput[]): Uint8Array {
    const out = this.#out;
    out.map(1).text('resourceSpans').array(all.length);
    for (const { resource = {}, scopeSpans, schemaUrl } of all) {
      out.map(3).text('resource').map(2);
      this.#attributed(resource);
      this.#optional('schema_url', schemaUrl);
      out.text('scope_spans').array(scopeSpans.length);
      for (const each of scopeSpans) this.#scopeSpans(each);
    }
    return out.take();
  }

  #scopeSpans({ scope = {}, spans, schemaUrl }: ScopeSpansInput): void {
    const out = this.#out;
    // Never nil, which Fluent Bit before 5 does not read.
    out.map(3).text('scope').map(4);
    this.#optional('name', scope.name);
    this.#optional('version', scope.version);
    this.#attributed(scope);
    out.text('spans').array(spans.length);
    for (const span of spans) {
      try {
        this.#span(span);
      } catch (error) {
        throw new Unpackable(`span "${span.name}": ${(error as Error).message}`, { cause: error });
      }
    }
    this.#optional('schema_url', schemaUrl);
  }

  #span(span: SpanInput): void {
    const out = this.#out;
    const { droppedEventsCount = 0, droppedLinksCount = 0, events = [], links = [], status } = span;
    const newer = Number(droppedEventsCount > 0) + Number(droppedLinksCount > 0) + Number(span.schemaUrl !== undefined);
    out.map(13 + newer);
    out.text('trace_id').text(checkId(span.traceId, 32, 'traceId'));
    out.text('span_id').text(checkId(span.spanId, 16, 'spanId'));
    this.#optional('parent_span_id', span.parentSpanId && checkId(span.parentSpanId, 16, 'parentSpanId'));
    this.#optional('trace_state', span.traceState);
    out.text('name').text(span.name);
    this.#number('kind', SPAN_KINDS, span.kind ?? 'unspecified');
    this.#time('start_time_unix_nano', span.startTimeUnixNano);
    this.#time('end_time_unix_nano', span.endTimeUnixNano);
    this.#attributed(span);
    if (droppedEventsCount > 0) out.text('dropped_events_count').integer(droppedEventsCount);
    if (droppedLinksCount > 0) out.text('dropped_links_count').integer(droppedLinksCount);
    out.text('events').array(events.length);
    for (const event of events) {
      out.map(4);
      this.#time('time_unix_nano', event.timeUnixNano);
      out.text('name').text(event.name);
      this.#attributed(event);
    }
    out.text('links').array(links.length);
    for (const link of links) {
      out.map(5).text('trace_id').text(checkId(link.traceId, 32, "a link's traceId"));
      out.text('span_id').text(checkId(link.spanId, 16, "a link's spanId"));
      this.#optional('trace_state', link.traceState);
      this.#attributed(link);
    }
    if (span.schemaUrl !== undefined) out.text('schema_url').text(span.schemaUrl);
    out.text('status').map(2);
    this.#number('code', STATUS_CODES, status?.code ?? 'unset');
    this.#optional('message', status?.message);
  }

  #attributed({ attributes = {}, droppedAttributesCount = 0 }: NonNullable<ResourceSpansInput['resource']>): void {
    this.#out.text('attributes').attributes(attributes);
    this.#out.text('dropped_attributes_count').integer(droppedAttributesCount);
  }

  #optional(key: string, value: string | undefined): void {
    this.#out.text(key);
    if (value === undefined || value === '') this.#out.nil();
    else this.#out.text(value);
  }

  #time(key: string, time: TimeInput): void {
    if (time === undefined) throw new Unpackable(`it has no ${key}`);
    this.#out.text(key).integer(EventTime.from(time).toNanoseconds());
  }

  #number(key: string, words: readonly string[], word: string): void {
    const number = words.indexOf(word);
    if (number < 0) throw new Unpackable(`${key} is "${word}", not one of ${words.join(', ')}`);
    this.#out.text(key).integer(number);
  }
}

/** The bytes of spans. @throws `Unpackable`, naming the span */
export function encodeTraces(resourceSpans: readonly ResourceSpansInput[]): Uint8Array {
  return new TracesEncoder().encode(resourceSpans);
}
