/**
 * Makes the messages of tests. What is not given is always the same, so that a test can say what it expects.
 *
 * @module
 */
import type { EventGroup } from '../codec/decoder.ts';
import { EventTime, type TimeInput } from '../codec/event-time.ts';
import type { DecodedRecord } from '../codec/values.ts';
import type { ReceivedMessage } from '../plugin/message.ts';
import { START_MS } from './clock.ts';
import { encodeChunk } from './encode.ts';

/** An event: as a plugin receives it, with a tag if it was given one. */
export interface BuiltEvent extends ReceivedMessage {
  /** Its own tag. Absent: that of the input's section. */
  readonly tag?: string;
}

/** Options of {@link event}. */
export interface EventOptions {
  /** In any form that a message takes; nanoseconds as a `bigint` or an `EventTime`. @default 2023-11-14T22:13:20Z */
  time?: TimeInput;
  /** Fluent Bit's metadata of the record. @default none */
  metadata?: DecodedRecord | undefined;
  /** The group that it is in: see {@link group}. @default none */
  group?: EventGroup | undefined;
  /** Its own tag, for what an input writes. @default none */
  tag?: string | undefined;
}

const START = EventTime.fromMilliseconds(START_MS);

/**
 * One event.
 *
 * @param record - or a text, which becomes `{ message: text }`.
 * @example `event({ level: 'info' }, { time: 1_700_000_000_123_456_789n, metadata: { source: 'a' } })`
 */
export function event(record: string | DecodedRecord, options: EventOptions = {}): BuiltEvent {
  const { time, metadata, group, tag } = options;
  return {
    time: time === undefined ? START : EventTime.from(time),
    record: typeof record === 'string' ? { message: record } : record,
    ...(metadata && { metadata }),
    ...(group && { group }),
    ...(tag !== undefined && { tag }),
  };
}

/** Options of {@link events}. */
export interface EventsOptions extends EventOptions {
  /** Milliseconds from one event to the next. @default 1000 */
  everyMs?: number | undefined;
}

/**
 * Several events, a second apart.
 *
 * @param records - the records or texts; or how many: `{ n: 0 }`, `{ n: 1 }` and so on.
 * @example `await applyFilter(plugin, events(['first', 'second']))`
 */
export function events(
  records: number | readonly (string | DecodedRecord)[],
  { everyMs = 1000, ...options }: EventsOptions = {},
): BuiltEvent[] {
  const all = typeof records === 'number' ? Array.from({ length: records }, (_, n) => ({ n })) : records;
  const first = EventTime.from(options.time ?? START).toNanoseconds();
  const step = BigInt(Math.round(everyMs * 1e6));
  return all.map((record, i) => event(record, { ...options, time: first + BigInt(i) * step }));
}

/** What {@link group} takes besides the events. */
export interface GroupOptions {
  /** Attributes of the OTLP resource. @default none */
  resource?: DecodedRecord | undefined;
  /** Attributes of the OTLP scope, its name and version. @default none */
  scope?: { name?: string; version?: string; attributes?: DecodedRecord } | undefined;
  /** Which resource and scope of the request it is. @default 0 of 0 */
  ids?: { resource: number; scope: number } | undefined;
}

/**
 * Puts events into one group, as Fluent Bit's `opentelemetry` input does: a resource and a scope with their records.
 *
 * @example `flushOutput(plugin, group({ resource: { 'service.name': 'shop' } }, events(['paid'])))`
 */
export function group(options: GroupOptions, grouped: readonly BuiltEvent[]): BuiltEvent[] {
  const { resource = {}, scope = {}, ids = { resource: 0, scope: 0 } } = options;
  const shared: EventGroup = {
    metadata: { schema: 'otlp', resource_id: ids.resource, scope_id: ids.scope },
    attributes: { resource: { attributes: resource }, scope: { ...scope } },
  };
  return grouped.map((each) => ({ ...each, group: shared }));
}

/** Bytes of a v2 event without metadata, before its record: two arrays, an EventTime, an empty map. */
const V2_HEADER = 13;

/**
 * The bytes of a chunk as Fluent Bit before 2.1 and old peers write it: `[time, record]` each, without metadata and groups.
 *
 * @example `await flushOutput(plugin, encodeLegacyChunk(events(2)))`
 */
export function encodeLegacyChunk(legacy: Iterable<Pick<BuiltEvent, 'time' | 'record'>>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const { time, record } of legacy) {
    const bytes = encodeChunk([{ time, record }]);
    parts.push(bytes.subarray(0, 1), bytes.subarray(2, V2_HEADER - 1), bytes.subarray(V2_HEADER));
  }
  return new Uint8Array(Buffer.concat(parts));
}
