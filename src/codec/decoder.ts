/**
 * Chunks of log events to messages: legacy `[time, {record}]` and v2 `[[time, {metadata}], {record}]`.
 *
 * @module
 */
import { findEnd } from './boundaries.ts';
import { EventTime } from './event-time.ts';
import { Reader, Undecodable, type BadRecordKind } from './reader.ts';
import { ExtData, isEmpty, type DecodedRecord } from './values.ts';

export type { BadRecordKind };

/** A group of records (OTLP: one resource and scope), as its start marker describes it. */
export interface EventGroup {
  /** From the marker's header: which schema, and the indices of resource and scope. */
  readonly metadata: DecodedRecord;
  /** From the marker's body: the attributes of resource and scope. */
  readonly attributes: DecodedRecord;
}

/** One decoded record. */
export interface DecodedEvent {
  readonly time: EventTime;
  readonly record: DecodedRecord;
  /** Only when the event has any. */
  readonly metadata?: DecodedRecord;
  /** The group that the record is in; the same object for all its records. */
  readonly group?: EventGroup;
}

/** A record that was skipped. */
export interface BadRecord {
  readonly kind: BadRecordKind;
  /** Of its first byte in the chunk. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  /** One line, for people. */
  readonly reason: string;
}

export interface DecodeOptions {
  /** Called once per record that is skipped, in order. What it throws ends the decoding. @default ignored */
  onBadRecord?: ((bad: BadRecord) => void) | undefined;
}

/** Seconds that make an event a group's marker (`FLB_LOG_EVENT_GROUP_START`, -1, and `..._END`, -2). */
const GROUP_START = 0xffffffff;
const GROUP_END = 0xfffffffe;
type Marker = typeof GROUP_START | typeof GROUP_END;

const NANOS_PER_SECOND = 1_000_000_000;

const notAnEvent = (why: string): Error => new Undecodable(why, 'not-an-event');
const badTime = (why: string): Error => new Undecodable(why, 'bad-time');

type Event =
  | { kind: 'record'; time: EventTime; metadata: DecodedRecord | undefined; record: DecodedRecord }
  | { kind: 'start'; group: EventGroup }
  | { kind: 'end' };

/** What a timestamp says: a time, or one of the two markers. */
const readTime = (reader: Reader): EventTime | Marker => {
  const head = reader.peek();
  const value = reader.value();
  if (value instanceof EventTime) return value;
  try {
    if (typeof value === 'number') return fromSeconds(value);
    if (value instanceof ExtData && value.type === 0 && value.data.length === 8) return fromUnusual(value);
  } catch (error) {
    throw badTime((error as Error).message);
  }
  throw badTime(`the time has the type byte 0x${head.toString(16)}`);
};

const fromSeconds = (value: number): EventTime => {
  const seconds = Math.floor(value);
  // Cut off, not rounded, as Fluent Bit does (flb_log_event_decoder_decode_timestamp).
  return new EventTime(seconds, Math.floor((value - seconds) * NANOS_PER_SECOND));
};

/** Eight bytes that are not a valid EventTime: a marker, or more nanoseconds than a second has, which are carried. */
const fromUnusual = ({ data }: ExtData): EventTime | Marker => {
  if (!(data instanceof Uint8Array)) throw badTime('the extension has no bytes');
  const view = new DataView(data.buffer, data.byteOffset, 8);
  const seconds = view.getUint32(0);
  const nanoseconds = view.getUint32(4);
  if (seconds >= GROUP_END) {
    if (nanoseconds !== 0) throw badTime(`a group marker has ${nanoseconds} nanoseconds`);
    return seconds as Marker;
  }
  return new EventTime(seconds + Math.floor(nanoseconds / NANOS_PER_SECOND), nanoseconds % NANOS_PER_SECOND);
};

const readMap = (reader: Reader, part: string): DecodedRecord => {
  if (!reader.atMap()) throw notAnEvent(`the ${part} is not a map`);
  return reader.value() as DecodedRecord;
};

const readEvent = (reader: Reader): Event => {
  const size = reader.arrayHeader();
  if (size !== 2) throw notAnEvent(size < 0 ? 'it is not an array' : `it is an array of ${size}, not 2`);

  const headerSize = reader.arrayHeader();
  if (headerSize >= 0 && headerSize !== 2) throw notAnEvent(`its header is an array of ${headerSize}, not 2`);
  const time = readTime(reader);
  const metadata = headerSize < 0 ? {} : readMap(reader, 'metadata');
  const body = readMap(reader, 'record');

  if (time === GROUP_START) return { kind: 'start', group: { metadata, attributes: body } };
  if (time === GROUP_END) return { kind: 'end' };
  return { kind: 'record', time, metadata: isEmpty(metadata) ? undefined : metadata, record: body };
};

function* readEvents(bytes: Uint8Array, { onBadRecord }: DecodeOptions): Generator<Event, void, undefined> {
  const reader = new Reader(bytes);
  while (reader.position < bytes.length) {
    const offset = reader.position;
    let event: Event | undefined;
    try {
      event = readEvent(reader);
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      // A good event ends where its decoding ends. Only for a bad one is the boundary looked for.
      const end = findEnd(bytes, offset);
      const length = (end < 0 ? bytes.length : end) - offset;
      reader.position = offset + length;
      onBadRecord?.(
        end < 0
          ? { kind: 'truncated', offset, length, reason: 'the chunk ends within it' }
          : { kind: error.kind, offset, length, reason: error.message },
      );
    }
    if (event) yield event;
  }
}

/**
 * Decodes a chunk's log events, on demand: what is not asked for is not decoded.
 *
 * A record that is no event costs only itself. It is reported and skipped; a truncated end of the chunk is one such
 * record. Group markers are not records: they show as {@link DecodedEvent.group} of those between them.
 *
 * Times: extension type 0, a whole number or a float of seconds. Keys that are no strings become strings (binary: its
 * text; nil, numbers, maps, ...: their JSON, as in `null`, where a map within a key must not have a map or an array as
 * a key); of a key that comes twice the last value counts.
 */
export function* decodeEvents(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Generator<DecodedEvent, void, undefined> {
  let group: EventGroup | undefined;
  for (const event of readEvents(bytes, options)) {
    if (event.kind === 'start') group = event.group;
    else if (event.kind === 'end') group = undefined;
    else {
      const { time, record, metadata } = event;
      const decoded: { -readonly [K in keyof DecodedEvent]: DecodedEvent[K] } = { time, record };
      if (metadata) decoded.metadata = metadata;
      if (group) decoded.group = group;
      yield decoded;
    }
  }
}

/** The groups of a chunk, in order, also those without records. Bad records are not reported here. */
export function decodeGroups(bytes: Uint8Array): EventGroup[] {
  const groups: EventGroup[] = [];
  for (const event of readEvents(bytes, {})) if (event.kind === 'start') groups.push(event.group);
  return groups;
}
