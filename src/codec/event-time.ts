/**
 * Fluent Bit's timestamp: seconds and nanoseconds since 1970, on the wire msgpack extension type 0 with 8 bytes,
 * big-endian u32 seconds and u32 nanoseconds.
 *
 * @module
 */
import { createError } from '../errors.ts';
import { wallClock } from './wall-clock.ts';

const NANOS_PER_SECOND = 1_000_000_000;

/**
 * What is accepted where a time is expected.
 *
 * `Date` and `number` are milliseconds since 1970 (a number may have a fraction: microseconds survive, nanoseconds do
 * not fit a double), `bigint` is nanoseconds since 1970, `undefined` is now.
 */
export type TimeInput = Date | number | bigint | EventTime | undefined;

const badTime = (what: string): Error => createError('FLB_NODE_E_BAD_TIME', what);

/**
 * A point in time with nanoseconds, as Fluent Bit has it. Its parts are read-only by type, and not frozen: each event
 * has one, and freezing it would cost as much as decoding it.
 */
export class EventTime {
  /**
   * The last second that is a time: 2106-02-07T06:28:13Z. Fluent Bit uses the two values above it (0xFFFFFFFE and
   * 0xFFFFFFFF) as markers of groups.
   */
  static readonly MAX_SECONDS = 0xfffffffd;

  /** Whole seconds since 1970, 0 to {@link EventTime.MAX_SECONDS}. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;

  /**
   * A point in time, by its parts. {@link EventTime.from} takes every other form.
   *
   * @param nanoseconds - 0 to 999,999,999. @default 0
   * @throws `FLB_NODE_E_BAD_TIME` when a part is not an integer or out of range.
   */
  constructor(seconds: number, nanoseconds = 0) {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > EventTime.MAX_SECONDS) {
      throw badTime(`${seconds} seconds, expected an integer from 0 to ${EventTime.MAX_SECONDS}`);
    }
    if (!Number.isInteger(nanoseconds) || nanoseconds < 0 || nanoseconds >= NANOS_PER_SECOND) {
      throw badTime(`${nanoseconds} nanoseconds, expected an integer from 0 to 999999999`);
    }
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }

  /** The wall clock with nanosecond resolution, always within the millisecond that `Date.now()` gives. */
  static now(): EventTime {
    const { ms, nanos } = wallClock();
    const seconds = Math.floor(ms / 1000);
    return new EventTime(seconds, (ms - seconds * 1000) * 1_000_000 + nanos);
  }

  /**
   * A `Date`, to the millisecond.
   *
   * @throws `FLB_NODE_E_BAD_TIME` for an invalid date and one before 1970 or after 2106.
   */
  static fromDate(date: Date): EventTime {
    return EventTime.fromMilliseconds(date.getTime());
  }

  /** Milliseconds since 1970; a fraction is kept as far as a double carries it (about 250 ns today). */
  static fromMilliseconds(ms: number): EventTime {
    if (!Number.isFinite(ms)) throw badTime(Number.isNaN(ms) ? 'an invalid Date or NaN' : String(ms));
    const seconds = Math.floor(ms / 1000);
    const nanoseconds = Math.round((ms - seconds * 1000) * 1_000_000);
    return nanoseconds === NANOS_PER_SECOND ? new EventTime(seconds + 1) : new EventTime(seconds, nanoseconds);
  }

  /** Nanoseconds since 1970, exactly. */
  static fromNanoseconds(nanoseconds: bigint): EventTime {
    const perSecond = BigInt(NANOS_PER_SECOND);
    if (nanoseconds < 0n) throw badTime(`${nanoseconds} nanoseconds is before 1970`);
    return new EventTime(Number(nanoseconds / perSecond), Number(nanoseconds % perSecond));
  }

  /**
   * Any accepted form of a time.
   *
   * @param input - see {@link TimeInput}. @default now
   * @throws `FLB_NODE_E_BAD_TIME` for anything else and for what is out of range.
   */
  static from(input?: TimeInput): EventTime {
    if (input === undefined) return EventTime.now();
    if (input instanceof EventTime) return input;
    if (typeof input === 'number') return EventTime.fromMilliseconds(input);
    if (typeof input === 'bigint') return EventTime.fromNanoseconds(input);
    // Not instanceof alone: a Date may come from another realm (node:vm, a test runner).
    if (input instanceof Date || Object.prototype.toString.call(input) === '[object Date]') {
      return EventTime.fromDate(input);
    }
    throw badTime(
      `${input === null ? 'null' : typeof input}, expected Date, milliseconds, bigint nanoseconds or EventTime`,
    );
  }

  /** As a `Date`: what is below a millisecond is cut off. */
  toDate(): Date {
    return new Date(this.seconds * 1000 + Math.floor(this.nanoseconds / 1_000_000));
  }

  /** Nanoseconds since 1970. */
  toNanoseconds(): bigint {
    return BigInt(this.seconds) * BigInt(NANOS_PER_SECOND) + BigInt(this.nanoseconds);
  }

  /** ISO 8601 in UTC with nine digits: `2023-11-14T22:13:20.123456789Z`. */
  toString(): string {
    const date = new Date(this.seconds * 1000).toISOString();
    return `${date.slice(0, 19)}.${String(this.nanoseconds).padStart(9, '0')}Z`;
  }

  /** The same as {@link EventTime.toString}. */
  toJSON(): string {
    return this.toString();
  }

  /** The same point in time, to the nanosecond? */
  equals(other: EventTime): boolean {
    return this.seconds === other.seconds && this.nanoseconds === other.nanoseconds;
  }

  /** Negative when `this` is earlier, 0 when equal, positive when later: for `sort`. */
  compare(other: EventTime): number {
    return this.seconds - other.seconds || this.nanoseconds - other.nanoseconds;
  }
}
