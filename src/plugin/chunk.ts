/**
 * What an output's `flush` and a filter's `filter` receive.
 *
 * @module
 */
import { findEnd } from '../codec/boundaries.ts';
import { decodeEvents, decodeGroups, type BadRecord, type EventGroup } from '../codec/decoder.ts';
import { toJSONLines } from '../codec/json.ts';
import { type LogEvent, logEvents } from '../codec/log-event.ts';
import { Reader, Undecodable } from '../codec/reader.ts';
import type { Value } from '../codec/values.ts';
import { createError } from '../errors.ts';
import { Misshapen } from '../signals/fields.ts';
import { decodeMetrics } from '../signals/metrics-decoder.ts';
import type { MetricFamily } from '../signals/metrics.ts';
import { decodeTraces } from '../signals/traces-decoder.ts';
import type { ResourceSpans } from '../signals/traces.ts';
import type { ReceivedMessage } from './message.ts';

/** What a chunk can hold. */
export const CHUNK_TYPES = ['logs', 'metrics', 'traces'] as const;

/** What a chunk holds. */
export type ChunkType = (typeof CHUNK_TYPES)[number];

/** The key by which a chunk's first map is known. */
const SHAPES: ReadonlyMap<unknown, ChunkType> = new Map([
  ['metrics', 'metrics'],
  ['resourceSpans', 'traces'],
]);

/** Bytes of a map's header, or 0 when it is no map. */
const mapHeader = (head = 0): number => {
  if (head >= 0x80 && head <= 0x8f) return 1;
  if (head === 0xde) return 3;
  return head === 0xdf ? 5 : 0;
};

/**
 * Fluent Bit does not tell flush what it hands over: an array is a log event, a map with `metrics` or `resourceSpans`
 * is one of the others. Values are skipped, not decoded.
 */
const detectType = (bytes: Uint8Array): ChunkType => {
  const header = mapHeader(bytes[0]);
  if (header === 0) return 'logs';
  const found = findEnd(bytes, 0);
  // Also of a map that is cut off: its decoding shall say that, and not that these are no log records.
  const end = found < 0 ? bytes.length : found;
  const reader = new Reader(bytes);
  reader.position = header;
  try {
    while (reader.position >= 0 && reader.position < end) {
      const type = SHAPES.get(reader.value());
      if (type) return type;
      reader.position = findEnd(bytes, reader.position);
    }
  } catch {
    // Not msgpack. As a chunk of logs it will be reported, record by record.
  }
  return 'logs';
};

/** Where what each type holds is found. */
const ACCESS = { logs: 'the messages by iterating it', metrics: 'chunk.metrics', traces: 'chunk.traces' } as const;

/**
 * A chunk of records, metrics or traces under one tag. Iterate it for its messages, decoded as the loop comes to them:
 *
 * ```ts
 * for (const { time, record } of chunk) lines.push(`${time} ${JSON.stringify(record)}`);
 * ```
 *
 * It may be iterated again, and kept: its memory belongs to JavaScript. A record that cannot be decoded is left out,
 * logged and counted; its neighbours are not affected.
 */
export class Chunk implements Iterable<ReceivedMessage> {
  /** The tag of all that is in it: that of the input, or of its records. */
  readonly tag: string;
  /** As Fluent Bit gave it: msgpack, one event after the other. */
  readonly bytes: Uint8Array;
  readonly #onBadRecord: ((bad: BadRecord) => void) | undefined;
  #type: ChunkType | undefined;
  #groups: readonly EventGroup[] | undefined;
  #metrics: readonly MetricFamily[] | undefined;
  #traces: readonly ResourceSpans[] | undefined;
  #reportedTo = -1;

  /**
   * The runtime makes the chunks that a plugin gets; make one to test code of yours.
   *
   * @param onBadRecord - called once per record that cannot be decoded, however often the chunk is read. @default ignored
   */
  constructor(tag: string, bytes: Uint8Array, onBadRecord?: (bad: BadRecord) => void) {
    this.tag = tag;
    this.bytes = bytes;
    this.#onBadRecord = onBadRecord;
  }

  /** Only a chunk of `'logs'` has messages; the others have {@link Chunk.metrics} or {@link Chunk.traces}. */
  get type(): ChunkType {
    return (this.#type ??= detectType(this.bytes));
  }

  /** The groups of the chunk (OTLP: one resource and scope), in order, also those without records. */
  get groups(): readonly EventGroup[] {
    return (this.#groups ??= this.type === 'logs' ? decodeGroups(this.bytes) : []);
  }

  /**
   * The metrics of a chunk of `'metrics'`, decoded at the first look. Fluent Bit may put several readings into one
   * chunk: a family then comes once for each.
   *
   * @throws `TypeError` when the chunk holds something else, `FLB_NODE_E_BAD_CHUNK` when it cannot be decoded.
   */
  get metrics(): readonly MetricFamily[] {
    this.#need('metrics');
    return (this.#metrics ??= this.#decode(decodeMetrics));
  }

  /** The spans of a chunk of `'traces'`, by resource and scope. Otherwise as {@link Chunk.metrics}. */
  get traces(): readonly ResourceSpans[] {
    this.#need('traces');
    return (this.#traces ??= this.#decode(decodeTraces));
  }

  /** @throws `TypeError` when the chunk holds metrics or traces. */
  [Symbol.iterator](): IterableIterator<ReceivedMessage> {
    this.#need('logs');
    return decodeEvents(this.bytes, { onBadRecord: this.#report });
  }

  /**
   * The same records, decoded field by field as they are asked for: for plugins that look at few fields of many records,
   * and for filters that change or drop some.
   *
   * @throws `TypeError` when the chunk holds metrics or traces.
   */
  events(): IterableIterator<LogEvent> {
    this.#need('logs');
    return logEvents(this.bytes, { onBadRecord: this.#report });
  }

  /**
   * One JSON object and a newline per record: `date`, then the record's keys, as Fluent Bit's `json_lines` format.
   *
   * @throws `TypeError` when the chunk holds metrics or traces.
   */
  toJSONLines(): string {
    this.#need('logs');
    return toJSONLines(this.bytes, { onBadRecord: this.#report });
  }

  #need(type: ChunkType): void {
    if (this.type === type) return;
    throw new TypeError(`the chunk "${this.tag}" holds ${this.type}, not ${type}: use ${ACCESS[this.type]}`);
  }

  /** All or nothing, unlike records: metrics with a hole in them would be other metrics. */
  #decode<T>(decodeMap: (value: Value) => T[]): T[] {
    const reader = new Reader(this.bytes);
    const all: T[] = [];
    while (reader.position < this.bytes.length) {
      const offset = reader.position;
      try {
        for (const each of decodeMap(reader.value())) all.push(each);
      } catch (error) {
        if (!(error instanceof Undecodable || error instanceof Misshapen)) throw error;
        throw createError('FLB_NODE_E_BAD_CHUNK', this.tag, this.type, offset, error.message);
      }
    }
    return all;
  }

  readonly #report = (bad: BadRecord): void => {
    // Seen in an earlier pass.
    if (bad.offset <= this.#reportedTo) return;
    this.#reportedTo = bad.offset;
    this.#onBadRecord?.(bad);
  };
}
