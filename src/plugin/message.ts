/**
 * What a plugin writes and what it receives.
 *
 * @module
 */
import type { DecodedEvent, EventGroup } from '../codec/decoder.ts';
import type { RecordInput } from '../codec/encoder.ts';
import type { TimeInput } from '../codec/event-time.ts';

/** One log record, as an input writes it. */
export interface Message {
  /**
   * When it happened: a `Date`, milliseconds since 1970, nanoseconds since 1970 as a `bigint`, or an `EventTime`.
   *
   * @default now, with nanoseconds
   */
  time?: TimeInput;
  /** The record: an object (or a `Map`) of plain values. */
  record: RecordInput;
  /**
   * Fluent Bit's metadata of the record, beside its body.
   *
   * @default none
   */
  metadata?: RecordInput;
  /**
   * The record's own tag, by which Fluent Bit routes it. Records of one tag keep their order.
   *
   * @default the `tag` of the input's section
   */
  tag?: string;
}

/**
 * One log record, as an output receives it: `time` is an `EventTime`, `record` and `metadata` are plain objects, and
 * `group` is the group (OTLP: resource and scope) that the record is in, if any. It is a {@link Message}, so an input
 * may write it again unchanged.
 */
export type ReceivedMessage = DecodedEvent;

/** One log record, as a filter returns it. A {@link ReceivedMessage} is one, and so is `{ ...message, record }`. */
export interface FilteredMessage extends Message {
  /**
   * The group that the record is in: that of a message of the chunk.
   *
   * @default none
   */
  group?: EventGroup | undefined;
}
