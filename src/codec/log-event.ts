/**
 * Events of which only those parts are decoded that are asked for, and only those encoded that are changed.
 *
 * @module
 */
import { createError } from '../errors.ts';
import { type DecodedEvent, decodedEvent, type EventGroup, EventIterator, type DecodeOptions, needMap, readHeader, readRecord } from './decoder.ts';
import type { EventTime } from './event-time.ts';
import { Reader, ReadPlace, Undecodable } from './reader.ts';
import { setKey, type DecodedRecord, type Value } from './values.ts';
import { WritePlace } from './writer.ts';

/** Entries of a record whose offsets are kept. Larger records are decoded as a whole. */
const MAX_FIELDS = 256;
/** Keys that plugins ask for are few; those that are data must not fill the memory. */
const MAX_KEYS = 1000;

/** A key that somebody asks for: its bytes, and what is known of its values. */
export class Key {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the bytes. */
  readonly size: number;
  /** The first byte of the key as it is encoded nearly always; 0: it is longer. */
  readonly head: number;
  readonly readPlace = new ReadPlace();
  readonly writePlace = new WritePlace();

  constructor(name: string) {
    this.name = name;
    this.bytes = new TextEncoder().encode(name);
    this.size = this.bytes.length;
    this.head = this.size < 0x20 ? 0xa0 | this.size : 0;
  }
}

const knownKeys = new Map<string, Key>();

const keyOf = (name: string): Key => {
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  if (knownKeys.size >= MAX_KEYS) knownKeys.clear();
  const key = new Key(name);
  knownKeys.set(name, key);
  return key;
};

/** What a field is to be. `undefined`: deleted. */
export interface Change {
  readonly key: Key;
  value: unknown;
}

/** The chunk that events are from, and where the fields of one of them are: the one that was looked at last. */
export class EventSource {
  readonly reader: Reader;
  /** Offsets of the keys and of the values of the indexed record, and the end behind the last one. */
  readonly keys = new Int32Array(MAX_FIELDS + 1);
  readonly values = new Int32Array(MAX_FIELDS);
  size = 0;
  /** Are all of its keys texts, and is there room for their offsets? */
  isIndexed = false;
  #body = -1;

  constructor(bytes: Uint8Array) {
    this.reader = new Reader(bytes);
  }

  /** Finds the fields of the record at `body`, and moves the reader behind it. @throws {@link Undecodable} */
  index(body: number): void {
    const { reader, keys, values } = this;
    this.#body = -1;
    reader.position = body;
    needMap(reader, 'record');
    const size = reader.mapHeader();
    let isIndexed = size <= MAX_FIELDS;
    for (let i = 0; i < size; i++) {
      // Beyond the end of a typed array nothing is stored.
      keys[i] = reader.position;
      isIndexed = reader.skipKey(0) && isIndexed;
      values[i] = reader.position;
      reader.skip(1);
    }
    if (isIndexed) keys[size] = reader.position;
    this.size = size;
    this.isIndexed = isIndexed;
    this.#body = body;
  }

  /** The same, unless it is the one that was indexed last. */
  look(body: number): void {
    if (this.#body !== body) this.index(body);
  }

  /** The index of the field, below `before`; -1: there is none. The last one of that name, as it counts. */
  find({ bytes, size, head }: Key, before = this.size): number {
    const { keys, values } = this;
    const all = this.reader.bytes;
    for (let i = before - 1; i >= 0; i--) {
      const at = keys[i] as number;
      const first = all[at] as number;
      // Keys of other lengths, which most are, are told by one look.
      if (first === head ? isSame(all, at + 1, bytes, size) : isLong(first) && this.#isLongKey(i, first, bytes, size)) return i;
    }
    return -1;
  }

  /** With a length of its own, which may be longer than it needs to be. */
  #isLongKey(index: number, head: number, bytes: Uint8Array, size: number): boolean {
    const start = (this.keys[index] as number) + (head === 0xd9 ? 2 : head === 0xda ? 3 : 5);
    return (this.values[index] as number) - start === size && isSame(this.reader.bytes, start, bytes, size);
  }
}

const isLong = (head: number): boolean => head >= 0xd9 && head <= 0xdb;

const isSame = (bytes: Uint8Array, start: number, key: Uint8Array, size: number): boolean => {
  for (let i = 0; i < size; i++) if (bytes[start + i] !== key[i]) return false;
  return true;
};

/**
 * A record of a chunk, whose parts are decoded when they are asked for. For outputs and filters that look at a few
 * fields of many records:
 *
 * ```ts
 * *filter(_ctx: Context, chunk: Chunk) {
 *   for (const event of chunk.events()) {
 *     if (event.get('level') === 'debug') continue;
 *     event.set('env', 'prod');
 *     yield event;
 *   }
 * }
 * ```
 *
 * What a filter yields unchanged is copied as it came, and of what {@link LogEvent.set} changes only the changed
 * fields are encoded. It may be kept, and keeps its chunk in memory then; see {@link LogEvent.toMessage}.
 */
export class LogEvent {
  /** The group that the record is in; the same object for all its records. */
  readonly group: EventGroup | undefined;
  readonly #source: EventSource;
  readonly #start: number;
  readonly #body: number;
  readonly #end: number;
  readonly #time: EventTime;
  /** Decoded, and from then on what counts: it may be changed in place. */
  #message: DecodedEvent | undefined;
  /** By {@link set} and {@link delete}, while nothing is decoded. */
  #changes: Change[] | undefined;

  /** @internal */
  constructor(source: EventSource, time: EventTime, group: EventGroup | undefined, start: number, body: number, end: number) {
    this.#source = source;
    this.#time = time;
    this.group = group;
    this.#start = start;
    this.#body = body;
    this.#end = end;
  }

  /** When it happened. */
  get time(): EventTime {
    return this.#time;
  }

  /** All of it, decoded at the first look. Changes in place count. */
  get record(): DecodedRecord {
    return this.toMessage().record;
  }

  /** As {@link record}. `undefined`: the event has none. */
  get metadata(): DecodedRecord | undefined {
    return this.toMessage().metadata;
  }

  /**
   * The value of a field: the same as `event.record[key]`, without decoding the others. A map or a list is decoded anew
   * each time: to change something within it, use {@link record}, or {@link set} it.
   *
   * @returns `undefined`: the record has no such field.
   */
  get(key: string): Value | undefined {
    if (this.#message) return own(this.#message.record, key);
    const source = this.#source;
    source.look(this.#body);
    if (!source.isIndexed) return own(this.record, key);
    const change = this.#changes?.find((each) => each.key.name === key);
    if (change) return change.value as Value | undefined;
    const known = keyOf(key);
    const index = source.find(known);
    if (index < 0) return undefined;
    source.reader.position = source.values[index] as number;
    return source.reader.value(1, known.readPlace);
  }

  /**
   * Gives a field another value, or adds it as the last one. Any value that `write()` takes; it is encoded when the
   * filter's answer is. `undefined`: as {@link delete}.
   */
  set(key: string, value: unknown): this {
    if (this.#message) define(this.#message.record, key, value);
    else this.#change(key, value);
    return this;
  }

  /** Takes a field away. */
  delete(key: string): this {
    return this.set(key, undefined);
  }

  #change(key: string, value: unknown): void {
    const changes = (this.#changes ??= []);
    // By name: the key itself may have been forgotten meanwhile.
    const earlier = changes.find((change) => change.key.name === key);
    if (earlier && earlier.value !== undefined && value !== undefined) earlier.value = value;
    // Deleted and added again it is the last one, for which these changes have no word.
    else if (earlier) define(this.record, key, value);
    else changes.push({ key: keyOf(key), value });
  }

  /** A plain message with all parts decoded, which owns its memory. The same one each time. */
  toMessage(): DecodedEvent {
    return (this.#message ??= this.#decode());
  }

  #decode(): DecodedEvent {
    const { reader } = this.#source;
    reader.position = this.#start;
    let record: DecodedRecord;
    let metadata: DecodedRecord | undefined;
    try {
      ({ metadata } = readHeader(reader));
      record = readRecord(reader);
    } catch (error) {
      // Only bytes that somebody has changed since the event was found.
      throw createError('FLB_NODE_E_BAD_RECORD', this.#start, error instanceof Undecodable ? error.message : String(error));
    }
    for (const { key, value } of this.#changes ?? []) define(record, key.name, value);
    this.#changes = undefined;
    return decodedEvent(this.#time, record, metadata, this.group);
  }

  /**
   * For the encoder: where its bytes are, as long as they say what the event is.
   *
   * @internal
   */
  get raw(): RawEvent | undefined {
    if (this.#message) return undefined;
    return { source: this.#source, start: this.#start, body: this.#body, end: this.#end, changes: this.#changes };
  }
}

/** The bytes of an event, and what has to be changed in them. */
export interface RawEvent {
  readonly source: EventSource;
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly changes: readonly Change[] | undefined;
}

const own = (record: DecodedRecord, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const define = (record: DecodedRecord, key: string, value: unknown): void => {
  if (value === undefined) delete record[key];
  else setKey(record, key, value as Value);
};

/** The events of a chunk, as `decodeEvents` gives the messages: what it would skip and report is skipped and reported. */
export function logEvents(bytes: Uint8Array, options: DecodeOptions = {}): IterableIterator<LogEvent> {
  const source = new EventSource(bytes);
  const { reader } = source;
  return new EventIterator<LogEvent>(
    reader,
    ({ time }, group, start) => {
      const body = reader.position;
      source.index(body);
      return new LogEvent(source, time, group, start, body, reader.position);
    },
    options,
  );
}
