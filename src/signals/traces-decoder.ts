/**
 * ctraces' msgpack to spans (`lib/ctraces/src/ctr_encode_msgpack.c` writes it).
 *
 * @module
 */
import type { Value } from '../codec/values.ts';
import { Fields } from './fields.ts';
import { SPAN_KINDS, STATUS_CODES, type ResourceSpans, type ScopeSpans, type Span } from './traces.ts';

const attributed = (fields: Fields | undefined) => ({
  attributes: fields?.map('attributes') ?? {},
  droppedAttributesCount: fields?.number('dropped_attributes_count', 0) ?? 0,
});

/** `{ [name]: text }`, or nothing when there is none. */
const optional = <N extends string>(fields: Fields, key: string, name: N): { [K in N]?: string } =>
  (fields.has(key) ? { [name]: fields.text(key) } : {}) as { [K in N]?: string };

const decodeSpan = (span: Fields): Span => {
  const status = span.fields('status');
  return {
    traceId: span.text('trace_id', ''),
    spanId: span.text('span_id', ''),
    ...optional(span, 'parent_span_id', 'parentSpanId'),
    ...optional(span, 'trace_state', 'traceState'),
    name: span.text('name', ''),
    kind: SPAN_KINDS[span.number('kind', 0)] ?? 'unspecified',
    startTimeUnixNano: span.bigint('start_time_unix_nano'),
    endTimeUnixNano: span.bigint('end_time_unix_nano'),
    ...attributed(span),
    events: span.each('events', (event) => ({
      name: event.text('name', ''),
      timeUnixNano: event.bigint('time_unix_nano'),
      ...attributed(event),
    })),
    droppedEventsCount: span.number('dropped_events_count', 0),
    links: span.each('links', (link) => ({
      traceId: link.text('trace_id', ''),
      spanId: link.text('span_id', ''),
      ...optional(link, 'trace_state', 'traceState'),
      ...attributed(link),
    })),
    droppedLinksCount: span.number('dropped_links_count', 0),
    status: {
      code: STATUS_CODES[status?.number('code', 0) ?? 0] ?? 'unset',
      ...(status ? optional(status, 'message', 'message') : {}),
    },
    ...optional(span, 'schema_url', 'schemaUrl'),
  };
};

const decodeScope = (scopeSpans: Fields): ScopeSpans => {
  const scope = scopeSpans.fields('scope');
  return {
    ...(scope
      ? { scope: { name: scope.text('name', ''), version: scope.text('version', ''), ...attributed(scope) } }
      : {}),
    spans: scopeSpans.each('spans', decodeSpan),
    ...optional(scopeSpans, 'schema_url', 'schemaUrl'),
  };
};

/** The spans of one map of a chunk, by resource. @throws `Misshapen` */
export function decodeTraces(value: Value): ResourceSpans[] {
  return new Fields(value, '').each('resourceSpans', (resourceSpans) => ({
    resource: attributed(resourceSpans.fields('resource')),
    scopeSpans: resourceSpans.each('scope_spans', decodeScope),
    ...optional(resourceSpans, 'schema_url', 'schemaUrl'),
  }));
}
