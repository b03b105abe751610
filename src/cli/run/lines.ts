/**
 * Records as lines of JSON, alone or in an envelope with all that Fluent Bit has of them.
 *
 * @module
 */
import { EventTime } from '../../codec/event-time.ts';
import { jsonText } from '../../codec/json-text.ts';
import type { DecodedRecord, Value } from '../../codec/values.ts';
import type { ReceivedMessage } from '../../plugin/message.ts';
import { parseJson } from './json.ts';

/** A record that was read. */
export interface ReadMessage {
  readonly time: EventTime;
  readonly record: DecodedRecord;
  readonly metadata?: DecodedRecord | undefined;
  readonly tag?: string | undefined;
}

const isMap = (value: unknown): value is DecodedRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

let latest = 0n;

/** The present time, each one later than the one before: a filter's records are told apart by it. */
function now(): EventTime {
  const current = EventTime.now().toNanoseconds();
  latest = current > latest ? current : latest + 1n;
  return EventTime.fromNanoseconds(latest);
}

/** A line that is a record. @throws what is wrong with it. */
export function readRecord(line: string): ReadMessage {
  const record = parseJson(line);
  if (!isMap(record)) throw new Error('it is no JSON object');
  return { time: now(), record };
}

/** A line that is `{ record, time?, metadata?, tag? }`. @throws what is wrong with it. */
export function readEnvelope(line: string): ReadMessage {
  const envelope = parseJson(line);
  if (!isMap(envelope) || !isMap(envelope['record'])) throw new Error('it is no envelope: it has no object "record"');
  const { time, record, metadata, tag } = envelope;
  if (metadata !== undefined && !isMap(metadata)) throw new Error('its metadata is no object');
  if (tag !== undefined && typeof tag !== 'string') throw new Error('its tag is no text');
  return { time: readTime(time), record: record as DecodedRecord, metadata, tag };
}

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[-+]\d\d:\d\d)$/;

/** ISO 8601 with up to nine digits, or seconds since 1970, as Fluent Bit's own JSON has `date`. */
function readTime(time: Value | undefined): EventTime {
  if (time === undefined) return now();
  if (typeof time === 'number') return EventTime.fromMilliseconds(time * 1000);
  const [, seconds, digits = '', zone] = (typeof time === 'string' && ISO.exec(time)) || [];
  const ms = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(ms)) throw new Error('its time is neither ISO 8601 nor seconds since 1970');
  return new EventTime(ms / 1000, Number(digits.padEnd(9, '0')));
}

/** An envelope as a map, in the order in which people read it. */
export function envelope(message: ReceivedMessage & { tag?: string | undefined }, tag?: string): DecodedRecord {
  const { time, metadata, group, record } = message;
  const own = message.tag ?? tag;
  return {
    time: time.toString(),
    ...(own !== undefined && { tag: own }),
    ...(metadata && { metadata }),
    ...(group && { group: { metadata: group.metadata, attributes: group.attributes } }),
    record,
  };
}

/** Metrics and spans have numbers that JSON has not: they become text, as Prometheus writes them. */
export function signalText(signal: unknown): string {
  return jsonText(JSON.parse(JSON.stringify(signal, (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  })) as Value);
}
