/**
 * The fast way of a record to msgpack: one pass over the object, straight into the memory where its bytes are to be.
 *
 * It takes what nearly all records are made of, and gives up on the rest, which `EventEncoder` then encodes by the
 * library. So the library stays the reference: where this writes anything, it writes the same bytes
 * (`test/unit/codec/writer.test.ts` compares them), and no error is its own.
 *
 * @module
 */
import type { EventInput } from './encoder.ts';
import { EventTime, type TimeInput } from './event-time.ts';
import { Place } from './place.ts';
import { isWellFormed } from './text.ts';
import { MAX_DEPTH } from './values.ts';
import { compileWrite, hasKeys, type WriteProperties } from './write-shape.ts';

/** Instead of a position: this value is not for the fast way, or there is no room for it. */
export const GIVEN_UP = -1;
/** Instead of a position: a property is `undefined`, so this object has fewer entries than keys. */
export const HAS_UNDEFINED = -2;

/** Stores are four bytes wide: so many bytes behind a value's end may be written, too. */
const SLACK = 4;
/** Room that a number, or any other value without a length, needs at most. */
const SCALAR = 10;
/** Up to here a loop over the characters beats a call of V8's encoder. */
const SHORT_TEXT = 48;
/** Longer arrays are left to the library, which refuses those beyond its limit. */
const MAX_ITEMS = 65_536;

interface Shape {
  readonly keys: readonly string[];
  readonly write: WriteProperties;
}

/** Where a value is, on the way in. */
export class WritePlace extends Place<Shape> {
  #items: WritePlace | undefined;

  /** Where its items are, or its values while no code is made for them. */
  get items(): WritePlace {
    return (this.#items ??= new WritePlace(this.budget));
  }
}

/** The places of an event. */
export class EventPlaces {
  readonly record = new WritePlace();
  readonly metadata = new WritePlace();
}

/** Writes into one piece of memory. A position is an offset into it. */
export class Writer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** No byte from here on is touched. */
  end = 0;
  readonly #buffer: Buffer;
  readonly #places: EventPlaces;

  /** @param places - what an earlier writer has learned. */
  constructor(bytes: Uint8Array, places = new EventPlaces()) {
    this.bytes = bytes;
    this.#places = places;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * One event, `[[time, {metadata}], {record}]`. What a getter throws comes through.
   *
   * @returns the position behind it, or {@link GIVEN_UP}: the bytes from `at` on are undefined then.
   */
  event(at: number, time: TimeInput, metadata: object | undefined, record: object): number {
    if (at + 16 + SLACK > this.end) return GIVEN_UP;
    const { view } = this;
    const { seconds, nanoseconds } = EventTime.from(time);
    view.setUint32(at, 0x9292d700);
    view.setUint32(at + 4, seconds);
    view.setUint32(at + 8, nanoseconds);
    let next = at + 12;
    if (metadata === undefined) this.bytes[next++] = 0x80;
    else if ((next = this.#map(next, metadata, this.#places.metadata)) < 0) return GIVEN_UP;
    return this.#map(next, record, this.#places.record);
  }

  #map(at: number, value: object, place: WritePlace): number {
    return isPlain(value) ? this.#object(at, value, 1, place) : GIVEN_UP;
  }

  /** Called by what {@link compileWrite} makes, too. */
  value(at: number, value: unknown, depth: number, place: WritePlace): number {
    switch (typeof value) {
      case 'string':
        return this.text(at, value);
      case 'number':
        return this.number(at, value);
      case 'boolean':
        return this.#byte(at, value ? 0xc3 : 0xc2);
      case 'bigint':
        return this.#bigint(at, value);
      case 'object':
        return value === null ? this.#byte(at, 0xc0) : this.#container(at, value, depth, place);
      default:
        return GIVEN_UP;
    }
  }

  #byte(at: number, byte: number): number {
    if (at + SCALAR > this.end) return GIVEN_UP;
    this.bytes[at] = byte;
    return at + 1;
  }

  /** The smallest form, as the library chooses it. */
  number(at: number, value: number): number {
    if (at + SCALAR > this.end) return GIVEN_UP;
    const { bytes, view } = this;
    if (value >>> 0 === value) {
      if (value < 0x80) {
        bytes[at] = value;
        return at + 1;
      }
      if (value < 0x100) {
        view.setUint16(at, 0xcc00 | value);
        return at + 2;
      }
      if (value < 0x10000) {
        bytes[at] = 0xcd;
        view.setUint16(at + 1, value);
        return at + 3;
      }
      bytes[at] = 0xce;
      view.setUint32(at + 1, value);
      return at + 5;
    }
    return Number.isSafeInteger(value) ? this.#integer(at, value) : this.#float(at, value);
  }

  #float(at: number, value: number): number {
    this.bytes[at] = 0xcb;
    this.view.setFloat64(at + 1, value);
    return at + 9;
  }

  /** Below zero, or beyond 32 bits. */
  #integer(at: number, value: number): number {
    const { bytes, view } = this;
    if (value >= 0) {
      bytes[at] = 0xcf;
      view.setUint32(at + 1, value / 0x1_0000_0000);
      view.setUint32(at + 5, value);
      return at + 9;
    }
    if (value >= -0x20) {
      view.setInt8(at, value);
      return at + 1;
    }
    if (value >= -0x80) {
      bytes[at] = 0xd0;
      view.setInt8(at + 1, value);
      return at + 2;
    }
    if (value >= -0x8000) {
      bytes[at] = 0xd1;
      view.setInt16(at + 1, value);
      return at + 3;
    }
    if (value >= -0x8000_0000) {
      bytes[at] = 0xd2;
      view.setInt32(at + 1, value);
      return at + 5;
    }
    bytes[at] = 0xd3;
    view.setInt32(at + 1, Math.floor(value / 0x1_0000_0000));
    view.setUint32(at + 5, value);
    return at + 9;
  }

  #bigint(at: number, value: bigint): number {
    if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return this.number(at, Number(value));
    if (at + SCALAR > this.end) return GIVEN_UP;
    if (value >= 0n) {
      if (BigInt.asUintN(64, value) !== value) return GIVEN_UP;
      this.bytes[at] = 0xcf;
      this.view.setBigUint64(at + 1, value);
    } else {
      if (BigInt.asIntN(64, value) !== value) return GIVEN_UP;
      this.bytes[at] = 0xd3;
      this.view.setBigInt64(at + 1, value);
    }
    return at + 9;
  }

  /** A lone surrogate becomes U+FFFD. */
  text(at: number, text: string): number {
    const size = text.length;
    if (at + 5 + 3 * size + SLACK > this.end) return GIVEN_UP;
    if (size > SHORT_TEXT) return this.#longText(at, text);
    const { bytes } = this;
    const from = at + (size < 0x20 ? 1 : 2);
    for (let i = 0; i < size; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return this.#longText(at, text);
      bytes[from + i] = code;
    }
    if (size < 0x20) bytes[at] = 0xa0 | size;
    else this.view.setUint16(at, 0xd900 | size);
    return from + size;
  }

  #longText(at: number, text: string): number {
    // Where the text goes if it is ASCII. Only then is it known how long it is in UTF-8, and so where it has to go.
    const guessed = at + textHeader(text.length);
    const size = this.#buffer.write(text, guessed, 'utf8');
    const start = at + textHeader(size);
    if (start !== guessed) this.bytes.copyWithin(start, guessed, guessed + size);
    if (size < 0x20) this.bytes[at] = 0xa0 | size;
    else this.#header(at, size, 0xd9);
    return start + size;
  }

  /** `head`: that of the form with one byte of length; those with two and four follow it. */
  #header(at: number, size: number, head: number): number {
    const { bytes, view } = this;
    if (size < 0x100) {
      bytes[at] = head;
      bytes[at + 1] = size;
      return at + 2;
    }
    if (size < 0x10000) {
      bytes[at] = head + 1;
      view.setUint16(at + 1, size);
      return at + 3;
    }
    bytes[at] = head + 2;
    view.setUint32(at + 1, size);
    return at + 5;
  }

  #container(at: number, value: object, depth: number, place: WritePlace): number {
    if (Array.isArray(value)) return this.#list(at, value, depth, place);
    if (isPlain(value)) return this.#object(at, value, depth, place);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Uint8Array.prototype || prototype === Buffer.prototype) return this.#binary(at, value as Uint8Array);
    if (prototype === Date.prototype) return this.text(at, (value as Date).toISOString());
    if (prototype === EventTime.prototype) return this.#time(at, value as EventTime);
    return GIVEN_UP;
  }

  #time(at: number, { seconds, nanoseconds }: EventTime): number {
    if (at + SCALAR > this.end) return GIVEN_UP;
    this.view.setUint16(at, 0xd700);
    this.view.setUint32(at + 2, seconds);
    this.view.setUint32(at + 6, nanoseconds);
    return at + 10;
  }

  #binary(at: number, value: Uint8Array): number {
    const size = value.length;
    if (at + 5 + size + SLACK > this.end) return GIVEN_UP;
    const start = this.#header(at, size, 0xc4);
    this.bytes.set(value, start);
    return start + size;
  }

  #list(at: number, items: readonly unknown[] & { toJSON?: unknown }, depth: number, place: WritePlace): number {
    const size = items.length;
    if (depth > MAX_DEPTH || size > MAX_ITEMS || items.toJSON !== undefined || at + SCALAR > this.end) return GIVEN_UP;
    let next = this.#count(at, size, 0x90, 0xdc);
    for (let i = 0; i < size && next >= 0; i++) {
      const item = items[i];
      next = item === undefined ? this.#byte(next, 0xc0) : this.value(next, item, depth + 1, place.items);
    }
    return next;
  }

  /**
   * The head of a list or a map.
   *
   * @param fixed - that of the form with the count inside. @param head - that of the form with two bytes of it; the one
   * with four follows it.
   */
  #count(at: number, size: number, fixed: number, head: number): number {
    if (size < 0x10) this.bytes[at] = fixed | size;
    else {
      this.bytes[at] = size < 0x10000 ? head : head + 1;
      if (size < 0x10000) this.view.setUint16(at + 1, size);
      else this.view.setUint32(at + 1, size);
    }
    return at + countHeader(size);
  }

  #object(at: number, object: object, depth: number, place: WritePlace): number {
    if (depth > MAX_DEPTH) return GIVEN_UP;
    const shape = shapeOf(object, place);
    if (shape) {
      const next = shape.write(this, at, object as Record<string, unknown>, depth);
      if (next !== HAS_UNDEFINED) return next;
    }
    return this.#properties(at, object as Record<string, unknown>, depth, place, shape === undefined);
  }

  /** The head of a map with so many entries. */
  mapHeader(at: number, size: number): number {
    return at + SCALAR > this.end ? GIVEN_UP : this.#count(at, size, 0x80, 0xde);
  }

  #properties(at: number, object: Record<string, unknown>, depth: number, place: WritePlace, isNew: boolean): number {
    if (object['toJSON'] !== undefined || at + SCALAR > this.end) return GIVEN_UP;
    const keys = Object.keys(object);
    const size = keys.length;
    if (size > MAX_ITEMS) return GIVEN_UP;
    if (isNew) this.#learn(keys, place);

    let count = size;
    let next = at + countHeader(size);
    for (let i = 0; i < size; i++) {
      const key = keys[i] as string;
      const value = object[key];
      if (value === undefined) {
        count -= 1;
        continue;
      }
      next = this.key(next, key);
      if (next >= 0) next = this.value(next, value, depth + 1, place.items);
      if (next < 0) return GIVEN_UP;
    }
    if (countHeader(count) !== countHeader(size)) return GIVEN_UP;
    this.#count(at, count, 0x80, 0xde);
    return next;
  }

  /** The key of an entry. */
  key(at: number, key: string): number {
    const next = this.text(at, key);
    // Two keys with a lone surrogate may become the same one.
    return next - at > key.length + textHeader(key.length) && !isWellFormed(key) ? GIVEN_UP : next;
  }

  #learn(keys: readonly string[], place: WritePlace): void {
    const write = place.saw(keys) ? compileWrite(keys, () => new WritePlace(place.budget)) : undefined;
    if (write !== undefined) place.learn({ keys, write });
  }
}

const isPlain = (value: object): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  // First by a property, which is in an inline cache: V8 10.2 leaves its optimized code to tell a prototype.
  if (value.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const shapeOf = (object: object, place: WritePlace): Shape | undefined => {
  const { shape, others } = place;
  if (shape === undefined || hasKeys(object, shape.keys)) return shape;
  for (let i = 0; i < others.length; i++) if (hasKeys(object, (others[i] as Shape).keys)) return place.promote(i);
  return undefined;
};

const countHeader = (size: number): number => (size < 0x10 ? 1 : size < 0x10000 ? 3 : 5);
const textHeader = (size: number): number => (size < 0x20 ? 1 : size < 0x100 ? 2 : size < 0x10000 ? 3 : 5);

/**
 * Writes one message.
 *
 * @param now - the time of a message without one. @default the present one
 * @returns the position behind it, or {@link GIVEN_UP}: the bytes from `at` on are undefined then. A getter of the
 * message may have been called, and will be again.
 */
export function writeMessage(writer: Writer, at: number, message: EventInput, now?: EventTime): number {
  try {
    if (!isPlain(message)) return GIVEN_UP;
    const { time, record, metadata } = message;
    return writer.event(at, time === undefined ? now : time, metadata, record);
  } catch {
    // The library's way says what is wrong, and where.
    return GIVEN_UP;
  }
}
