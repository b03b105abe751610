/**
 * Messages to Fluent Bit's v2 events: `[[EventTime, {metadata}], {record}]`.
 *
 * @module
 */
import { types } from 'node:util';
import { Encoder, type ExtensionCodecType } from '@msgpack/msgpack';
import { createError, FluentBitNodeError } from '../errors.ts';
import type { EventGroup } from './decoder.ts';
import { EventTime, type TimeInput } from './event-time.ts';
import { Plain, thrownText, Unencodable } from './plain.ts';
import { ExtData } from './values.ts';

/** The library's buffer grows to twice the largest record and never shrinks: after one above this it is let go. */
const LARGE = 1024 * 1024;

/** A record or metadata as a plugin may give it. See {@link EventEncoder} for what becomes of each kind of value. */
export type RecordInput = object;

/** What {@link EventEncoder.encode} takes: the part of a plugin's message that goes on the wire. */
export interface EventInput {
  /** @default now */
  time?: TimeInput;
  record: RecordInput;
  /** @default {} */
  metadata?: RecordInput | undefined;
}

/**
 * Writes extension type 0 for {@link EventTime} and keeps {@link ExtData} as it is. Not the library's own
 * `ExtensionCodec`, which asks every registered type about every object.
 */
class EventTimeCodec implements ExtensionCodecType<undefined> {
  readonly #bytes = new Uint8Array(8);
  readonly #view = new DataView(this.#bytes.buffer);
  readonly #time = new ExtData(0, this.#bytes);

  tryToEncode(object: unknown): ExtData | null {
    if (object instanceof EventTime) {
      this.#view.setUint32(0, object.seconds);
      this.#view.setUint32(4, object.nanoseconds);
      return this.#time;
    }
    return object instanceof ExtData ? object : null;
  }

  decode(data: Uint8Array, type: number): ExtData {
    return new ExtData(type, data);
  }
}

/** What Fluent Bit has for a time in the events around the records of a group. */
const GROUP_START = new ExtData(0, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0));
const GROUP_END = new ExtData(0, Uint8Array.of(0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 0));

const isMap = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Date);

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? `a ${String(value.constructor?.name ?? 'object')}` : `of type ${typeof value}`;
};

const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');

/**
 * Encodes messages, one at a time. Keep one per channel: it reuses its buffer.
 *
 * What becomes of the values of a record:
 *
 * - `number`: integers up to 2^53 as msgpack integers (also `1.0`: JavaScript cannot tell it from `1`), others as
 *   float64, NaN and infinities included; `bigint`: a 64-bit integer, exactly;
 * - `string`: UTF-8, a lone surrogate becomes U+FFFD; `Date`: an ISO 8601 string; `EventTime`: extension type 0;
 * - `Uint8Array`, `Buffer`, other views and `ArrayBuffer`: binary; `ExtData`: that extension;
 * - `Array` and `Set`: arrays, `undefined` and holes in them nil;
 * - `Map`: a map, its keys made strings (string, number, bigint, boolean and null are taken);
 * - other objects: what their `toJSON()` returns, else a map of their own enumerable properties, `__proto__` included.
 *   Properties that are `undefined` are left out;
 * - functions, symbols, promises, bigints beyond 64 bits, nesting beyond `MAX_DEPTH`, arrays of more than 2^24 items, a
 *   getter or a Proxy's trap that throws: an error that names the key.
 */
export class EventEncoder {
  readonly #plain = new Plain();
  readonly #extensionCodec = new EventTimeCodec();
  #narrow = this.#newEncoder(false);
  #wide = this.#newEncoder(true);

  #newEncoder(useBigInt64: boolean): Encoder {
    return new Encoder({ extensionCodec: this.#extensionCodec, ignoreUndefined: true, useBigInt64 });
  }

  /**
   * Encodes one message.
   *
   * @returns bytes that are valid until the next call: copy what is to be kept.
   * @throws `FLB_NODE_E_BAD_MESSAGE`, naming the key; the encoder stays usable.
   */
  encode(message: EventInput): Uint8Array {
    try {
      if (!isMap(message)) throw badMessage(`it is ${kindOf(message)}, not an object`);
      const { record, metadata } = message;
      if (!isMap(record)) throw badMessage(`record is ${kindOf(record)}, not an object`);
      if (metadata !== undefined && !isMap(metadata)) {
        throw badMessage(`metadata is ${kindOf(metadata)}, not an object`);
      }
      return this.#event(timeOf(message), metadata, record);
    } catch (error) {
      throw asBadMessage(error);
    }
  }

  /** The marker before the records of a group. As {@link encode}. */
  encodeGroupStart(group: EventGroup): Uint8Array {
    try {
      return this.#event(GROUP_START, group.metadata, group.attributes);
    } catch (error) {
      throw asBadMessage(error);
    }
  }

  /** The marker behind them. As {@link encode}. */
  encodeGroupEnd(): Uint8Array {
    return this.#event(GROUP_END, undefined, {});
  }

  #event(time: EventTime | ExtData, metadata: object | undefined, record: object): Uint8Array {
    const plain = this.#plain;
    plain.wide = plain.needsWide = false;
    let event = [[time, this.#map('metadata', metadata)], this.#map('record', record)];
    if (plain.needsWide) {
      plain.wide = true;
      event = [[time, this.#map('metadata', metadata)], this.#map('record', record)];
    }
    try {
      const bytes = (plain.wide ? this.#wide : this.#narrow).encodeSharedRef(event);
      if (bytes.length > LARGE) this.#forgetBuffers();
      return bytes;
    } catch (error) {
      // The values were checked, so this is size: a string beyond 4 GB, or no memory.
      throw badMessage(error instanceof Error ? error.message : thrownText(error), error);
    }
  }

  #forgetBuffers(): void {
    this.#narrow = this.#newEncoder(false);
    this.#wide = this.#newEncoder(true);
  }

  #map(part: 'metadata' | 'record', value: object | undefined): object {
    if (value === undefined) return {};
    let map: unknown;
    try {
      map = this.#plain.map(value);
    } catch (error) {
      if (!(error instanceof Unencodable)) throw badMessage(`reading ${part} threw ${thrownText(error)}`, error);
      throw badMessage(`${pathText([part, ...error.path])}: ${error.message}`, error.cause);
    }
    // toJSON of the record itself may have returned anything.
    if (!isMap(map) || map instanceof EventTime || map instanceof ExtData) {
      throw badMessage(`${part} is ${kindOf(map)}, not an object`);
    }
    return map;
  }
}

const timeOf = (message: EventInput): EventTime => {
  try {
    return EventTime.from(message.time);
  } catch (error) {
    throw badMessage(`time: ${error instanceof Error ? error.message : thrownText(error)}`, error);
  }
};

const badMessage = (what: string, cause?: unknown): FluentBitNodeError =>
  cause === undefined
    ? createError('FLB_NODE_E_BAD_MESSAGE', what)
    : createError('FLB_NODE_E_BAD_MESSAGE', what, { cause });

/** What reading a message threw: any look at it may run a plugin's getter, or a trap of its Proxy. */
const asBadMessage = (error: unknown): FluentBitNodeError => {
  // A Proxy's trap would answer instanceof.
  const isOurs = !types.isProxy(error) && error instanceof FluentBitNodeError;
  if (isOurs && error.code === 'FLB_NODE_E_BAD_MESSAGE') return error;
  return badMessage(`reading it threw ${thrownText(error)}`, error);
};
