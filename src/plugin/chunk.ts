/**
 * What an output's `flush` and a filter's `filter` receive.
 *
 * @module
 */
import { findEnd } from '../codec/boundaries.ts';
import { decodeEvents, decodeGroups, type BadRecord, type EventGroup } from '../codec/decoder.ts';
import { toJSONLines } from '../codec/json.ts';
import { Reader } from '../codec/reader.ts';
import type { ReceivedMessage } from './message.ts';

/** What a chunk holds. */
export type ChunkType = 'logs' | 'metrics' | 'traces';

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
  const end = findEnd(bytes, 0);
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

/**
 * A chunk of records under one tag. Iterate it for its messages, decoded as the loop comes to them:
 *
 * ```ts
 * for (const { time, record } of chunk) lines.push(`${time} ${JSON.stringify(record)}`);
 * ```
 *
 * It may be iterated again, and kept: its memory belongs to JavaScript. A record that cannot be decoded is left out,
 * logged and counted; its neighbours are not affected.
 */
export class Chunk implements Iterable<ReceivedMessage> {
  readonly tag: string;
  /** As Fluent Bit gave it: msgpack, one event after the other. */
  readonly bytes: Uint8Array;
  readonly #onBadRecord: ((bad: BadRecord) => void) | undefined;
  #type: ChunkType | undefined;
  #groups: readonly EventGroup[] | undefined;
  #reportedTo = -1;

  /** @param onBadRecord - called once per record that cannot be decoded, however often the chunk is read. */
  constructor(tag: string, bytes: Uint8Array, onBadRecord?: (bad: BadRecord) => void) {
    this.tag = tag;
    this.bytes = bytes;
    this.#onBadRecord = onBadRecord;
  }

  /** Only a chunk of `'logs'` has messages; the others come as `bytes`. */
  get type(): ChunkType {
    return (this.#type ??= detectType(this.bytes));
  }

  /** The groups of the chunk (OTLP: one resource and scope), in order, also those without records. */
  get groups(): readonly EventGroup[] {
    return (this.#groups ??= this.type === 'logs' ? decodeGroups(this.bytes) : []);
  }

  /** @throws `TypeError` when the chunk holds metrics or traces. */
  *[Symbol.iterator](): Generator<ReceivedMessage, void, undefined> {
    this.#needLogs();
    yield* decodeEvents(this.bytes, { onBadRecord: this.#report });
  }

  /**
   * One JSON object and a newline per record: `date`, then the record's keys, as Fluent Bit's `json_lines` format.
   *
   * @throws `TypeError` when the chunk holds metrics or traces.
   */
  toJSONLines(): string {
    this.#needLogs();
    return toJSONLines(this.bytes, { onBadRecord: this.#report });
  }

  #needLogs(): void {
    if (this.type === 'logs') return;
    throw new TypeError(`the chunk "${this.tag}" holds ${this.type}, not log records: use chunk.bytes`);
  }

  readonly #report = (bad: BadRecord): void => {
    // Seen in an earlier pass.
    if (bad.offset <= this.#reportedTo) return;
    this.#reportedTo = bad.offset;
    this.#onBadRecord?.(bad);
  };
}
