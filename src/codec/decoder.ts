/**
 * Chunks of log events to messages: legacy `[time, {record}]` and v2 `[[time, {metadata}], {record}]`.
 *
 * @module
 */
import { findEnd } from './boundaries.ts';
import { EventTime } from './event-time.ts';
import { Reader, ReadPlace, Undecodable, type BadRecordKind } from './reader.ts';
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

/** @throws {@link Undecodable} */
export const needMap = (reader: Reader, part: string): void => {
  if (!reader.atMap()) throw notAnEvent(`the ${part} is not a map`);
};

const readMap = (reader: Reader, part: string, place?: ReadPlace): DecodedRecord => {
  needMap(reader, part);
  return reader.value(0, place) as DecodedRecord;
};

// Of all chunks: the next one has the shapes of the one before.
const recordPlace = new ReadPlace();
const metadataPlace = new ReadPlace();

/** The first four bytes of a v2 event: two arrays of two, and the head of an EventTime. */
const V2_HEAD = 0x9292d700 | 0;
const NO_METADATA = 0x80;

/** The header of an event: what comes before its body. */
export interface EventHeader {
  time: EventTime | Marker;
  metadata: DecodedRecord | undefined;
}

/** Reads a header, up to the record. @throws {@link Undecodable} */
export const readHeader = (reader: Reader): EventHeader => {
  const { view, position } = reader;
  // As Fluent Bit writes nearly all of them.
  if (position + 13 <= reader.size && view.getInt32(position) === V2_HEAD && view.getUint8(position + 12) === NO_METADATA) {
    const seconds = view.getUint32(position + 4);
    const nanoseconds = view.getUint32(position + 8);
    if (seconds < GROUP_END && nanoseconds < NANOS_PER_SECOND) {
      reader.position = position + 13;
      return { time: new EventTime(seconds, nanoseconds), metadata: undefined };
    }
  }
  const size = reader.arrayHeader();
  if (size !== 2) throw notAnEvent(size < 0 ? 'it is not an array' : `it is an array of ${size}, not 2`);
  const headerSize = reader.arrayHeader();
  if (headerSize >= 0 && headerSize !== 2) throw notAnEvent(`its header is an array of ${headerSize}, not 2`);
  const time = readTime(reader);
  const metadata = headerSize < 0 ? {} : readMap(reader, 'metadata', metadataPlace);
  // That of a marker is its group's, and may be empty.
  return { time, metadata: typeof time !== 'number' && isEmpty(metadata) ? undefined : metadata };
};

/** Reads the record behind a header. @throws {@link Undecodable} */
export const readRecord = (reader: Reader): DecodedRecord => readMap(reader, 'record', recordPlace);

/** What there is not has no key: two events with the same content are equal to every comparison. */
export const decodedEvent = (
  time: EventTime,
  record: DecodedRecord,
  metadata: DecodedRecord | undefined,
  group: EventGroup | undefined,
): DecodedEvent => {
  if (metadata === undefined && group === undefined) return { time, record };
  return { time, record, ...(metadata && { metadata }), ...(group && { group }) };
};

/** What {@link EventIterator} makes of a record: from its header, with the reader in front of its body. */
export type MakeEvent<T> = (header: EventHeader & { time: EventTime }, group: EventGroup | undefined, offset: number) => T;

/** Goes through the events of a chunk. A class: a generator costs as much as a record. */
export class EventIterator<T> implements IterableIterator<T> {
  readonly #reader: Reader;
  readonly #make: MakeEvent<T>;
  readonly #onBadRecord: DecodeOptions['onBadRecord'];
  readonly #onGroup: ((group: EventGroup) => void) | undefined;
  #group: EventGroup | undefined;
  /** Not the reader's own: between two events it may have been somewhere else. */
  #position = 0;

  /** @param make - leaves the reader behind the event, or throws {@link Undecodable}. */
  constructor(reader: Reader, make: MakeEvent<T>, { onBadRecord }: DecodeOptions, onGroup?: (group: EventGroup) => void) {
    this.#reader = reader;
    this.#make = make;
    this.#onBadRecord = onBadRecord;
    this.#onGroup = onGroup;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<T, undefined> {
    const reader = this.#reader;
    const end = reader.size;
    while (this.#position < end) {
      const offset = this.#position;
      reader.position = offset;
      try {
        const header = readHeader(reader);
        if (typeof header.time !== 'number') {
          const value = this.#make(header as EventHeader & { time: EventTime }, this.#group, offset);
          this.#position = reader.position;
          return { done: false, value };
        }
        this.#enter(header.time, header.metadata ?? {});
        this.#position = reader.position;
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error;
        this.#skip(offset, error);
      }
    }
    return { done: true, value: undefined };
  }

  #enter(marker: Marker, metadata: DecodedRecord): void {
    const attributes = readMap(this.#reader, 'record');
    this.#group = marker === GROUP_START ? { metadata, attributes } : undefined;
    if (this.#group) this.#onGroup?.(this.#group);
  }

  #skip(offset: number, error: Undecodable): void {
    const reader = this.#reader;
    // A good event ends where its decoding ends. Only for a bad one is the boundary looked for.
    const end = findEnd(reader.bytes, offset);
    const length = (end < 0 ? reader.bytes.length : end) - offset;
    this.#position = offset + length;
    this.#onBadRecord?.(
      end < 0
        ? { kind: 'truncated', offset, length, reason: 'the chunk ends within it' }
        : { kind: error.kind, offset, length, reason: error.message },
    );
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
export function decodeEvents(bytes: Uint8Array, options: DecodeOptions = {}): IterableIterator<DecodedEvent> {
  const reader = new Reader(bytes);
  return new EventIterator<DecodedEvent>(
    reader,
    ({ time, metadata }, group) => {
      const record = readRecord(reader);
      return decodedEvent(time, record, metadata, group);
    },
    options,
  );
}

/** The groups of a chunk, in order, also those without records. Bad records are not reported here. */
export function decodeGroups(bytes: Uint8Array): EventGroup[] {
  const groups: EventGroup[] = [];
  const reader = new Reader(bytes);
  const skip: MakeEvent<void> = (_header, _group, offset) => {
    const end = findEnd(bytes, offset);
    reader.position = end < 0 ? bytes.length : end;
  };
  for (const _ of new EventIterator(reader, skip, {}, (group) => groups.push(group)));
  return groups;
}
