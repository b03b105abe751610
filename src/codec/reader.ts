/**
 * A msgpack reader for record bodies.
 *
 * Own code rather than `@msgpack/msgpack`'s Decoder, which throws on a `__proto__` key, cannot give `bigint` only
 * where a number would be wrong, mangles invalid UTF-8 in short strings and drops the byte order mark of long ones
 * (all four seen with 3.1.3).
 *
 * @module
 */
import { LENGTH_BYTES, PAYLOAD } from './boundaries.ts';
import { EventTime } from './event-time.ts';
import { jsonText } from './json-text.ts';
import { Place } from './place.ts';
import { compileRead, type ReadShape } from './read-shape.ts';
import { TextReader } from './text.ts';
import { ExtData, setKey, type DecodedRecord, type Value } from './values.ts';

/**
 * What is wrong with a record. Few and fixed, so that a log can print the first of a kind and then count:
 *
 * - `truncated`: the chunk ends within it; `malformed`: not msgpack, or nested absurdly deep;
 * - `not-an-event`: another shape than `[time, {}]` or `[[time, {}], {}]`; `bad-time`: its time is none.
 */
export type BadRecordKind = 'truncated' | 'malformed' | 'not-an-event' | 'bad-time';

/** Thrown on a record that cannot be decoded. */
export class Undecodable extends Error {
  readonly kind: BadRecordKind;

  constructor(message: string, kind: BadRecordKind = 'malformed') {
    super(message);
    this.kind = kind;
  }
}

/** Far beyond what Fluent Bit accepts (64), far below what the stack holds. */
const MAX_READ_DEPTH = 512;

/** Longer texts differ from each other. */
const MAX_COMPARED = 64;

const NANOS_PER_SECOND = 1_000_000_000;

const isArray = (head: number): boolean => (head >= 0x90 && head <= 0x9f) || head === 0xdc || head === 0xdd;

/** A place that knew the reader itself would keep its chunk in memory. */
let lastReader = 0;

/** Where a value is, on the way out. */
export class ReadPlace extends Place<ReadShape> {
  /** The last text there, and where which reader found it: many are the same as the one before. */
  text = '';
  textStart = 0;
  textOf = 0;
  #items: ReadPlace | undefined;

  /** Where its items are, or its values while no code is made for them. */
  get items(): ReadPlace {
    return (this.#items ??= new ReadPlace(this.budget));
  }
}

/** Reads values, one after the other, from {@link Reader.position} on. */
export class Reader {
  position = 0;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Of the bytes. The typed array's own length took a third of the time that skipping takes (V8 10.2). */
  readonly size: number;
  readonly #texts: TextReader;
  readonly #id = (lastReader += 1);
  #withinKey = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.size = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#texts = new TextReader(bytes);
  }

  /** The head byte of the next value, not consumed. */
  peek(): number {
    this.#need(1);
    return this.bytes[this.position] as number;
  }

  /** The length of the array that comes next, or -1 (and nothing consumed) when something else does. */
  arrayHeader(): number {
    const head = this.peek();
    if (!isArray(head)) return -1;
    this.position++;
    return head < 0xa0 ? head & 0x0f : this.#length(head === 0xdc ? 2 : 4);
  }

  /** Is the next value a map? */
  atMap(): boolean {
    const head = this.peek();
    return (head >= 0x80 && head <= 0x8f) || head === 0xde || head === 0xdf;
  }

  /**
   * One value.
   *
   * @param place - what is known of the values there. @default nothing, and nothing is learned
   * @throws {@link Undecodable}
   */
  value(depth = 0, place?: ReadPlace): Value {
    const head = this.peek();
    this.position++;
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head < 0x90) return this.#map(head & 0x0f, depth, place);
    if (head < 0xa0) return this.#array(head & 0x0f, depth, place);
    if (head < 0xc0) return this.#text(head & 0x1f, place);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#length(1));
      case 0xc5:
        return this.#binary(this.#length(2));
      case 0xc6:
        return this.#binary(this.#length(4));
      case 0xc7:
        return this.#extension(this.#length(1));
      case 0xc8:
        return this.#extension(this.#length(2));
      case 0xc9:
        return this.#extension(this.#length(4));
      case 0xca:
        return this.view.getFloat32(this.#take(4));
      case 0xcb:
        return this.view.getFloat64(this.#take(8));
      case 0xcc:
        return this.view.getUint8(this.#take(1));
      case 0xcd:
        return this.view.getUint16(this.#take(2));
      case 0xce:
        return this.view.getUint32(this.#take(4));
      case 0xcf:
        return this.#int64(this.#take(8), false);
      case 0xd0:
        return this.view.getInt8(this.#take(1));
      case 0xd1:
        return this.view.getInt16(this.#take(2));
      case 0xd2:
        return this.view.getInt32(this.#take(4));
      case 0xd3:
        return this.#int64(this.#take(8), true);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (head - 0xd4));
      case 0xd9:
        return this.#text(this.#length(1), place);
      case 0xda:
        return this.#text(this.#length(2), place);
      case 0xdb:
        return this.#text(this.#length(4), place);
      case 0xdc:
        return this.#array(this.#length(2), depth, place);
      case 0xdd:
        return this.#array(this.#length(4), depth, place);
      case 0xde:
        return this.#map(this.#length(2), depth, place);
      case 0xdf:
        return this.#map(this.#length(4), depth, place);
      default:
        throw new Undecodable('the byte 0xc1, which msgpack never uses');
    }
  }

  /**
   * Goes past one value: everything that {@link value} would refuse is refused here.
   *
   * @throws {@link Undecodable}
   */
  skip(depth = 0): void {
    const head = this.peek();
    this.position++;
    if (head < 0x80 || head >= 0xe0) return;
    if (head < 0x90) this.#skipMap(head & 0x0f, depth);
    else if (head < 0xa0) this.#skipArray(head & 0x0f, depth);
    else if (head < 0xc0) this.#take(head & 0x1f);
    else this.#skipLong(head, depth);
  }

  #skipLong(head: number, depth: number): void {
    if (head === 0xc1) throw new Undecodable('the byte 0xc1, which msgpack never uses');
    if (head === 0xdc || head === 0xdd) return this.#skipArray(this.#length(head === 0xdc ? 2 : 4), depth);
    if (head === 0xde || head === 0xdf) return this.#skipMap(this.#length(head === 0xde ? 2 : 4), depth);
    const lengthBytes = LENGTH_BYTES[head - 0xc0] as 0 | 1 | 2 | 4;
    const length = lengthBytes === 0 ? 0 : this.#length(lengthBytes);
    this.#take(length + (PAYLOAD[head - 0xc0] as number));
  }

  #skipArray(size: number, depth: number): void {
    this.enter(size, depth);
    for (let i = 0; i < size; i++) this.skip(depth + 1);
  }

  #skipMap(size: number, depth: number): void {
    this.enter(2 * size, depth);
    for (let i = 0; i < size; i++) {
      this.skipKey(depth);
      this.skip(depth + 1);
    }
  }

  /** @returns false: the key is no text, so what it is called takes decoding. */
  skipKey(depth: number): boolean {
    const head = this.peek();
    if (head >= 0xa0 && head <= 0xbf) {
      this.position++;
      this.#take(head & 0x1f);
      return true;
    }
    // Not only past it: there are keys that cannot be decoded.
    this.#key(depth);
    return head >= 0xd9 && head <= 0xdb;
  }

  /** Where the bytes of the text begin that comes next; {@link position} is behind them then. */
  textStart(): number {
    const head = this.peek();
    this.position++;
    return this.#take(head < 0xc0 ? head & 0x1f : this.#length(head === 0xd9 ? 1 : head === 0xda ? 2 : 4));
  }

  /** How many entries the map has that comes next. @throws {@link Undecodable} */
  mapHeader(depth = 0): number {
    const head = this.peek();
    this.position++;
    const size = head < 0x90 ? head & 0x0f : this.#length(head === 0xde ? 2 : 4);
    this.enter(2 * size, depth);
    return size;
  }

  #need(size: number): void {
    if (size > this.size - this.position) throw new Undecodable('it ends too early');
  }

  #take(size: number): number {
    this.#need(size);
    const at = this.position;
    this.position = at + size;
    return at;
  }

  #length(size: 1 | 2 | 4): number {
    const at = this.#take(size);
    if (size === 1) return this.view.getUint8(at);
    return size === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  #text(size: number, place?: ReadPlace): string {
    const at = this.#take(size);
    if (place === undefined) return this.#texts.read(at, at + size);
    if (place.text.length === size && place.textOf === this.#id && this.#isSame(place.textStart, at, size)) return place.text;
    const text = this.#texts.read(at, at + size);
    // As long as its bytes, so it is ASCII and the comparison above is right.
    if (text.length === size && size <= MAX_COMPARED) {
      place.text = text;
      place.textStart = at;
      place.textOf = this.#id;
    }
    return text;
  }

  #isSame(a: number, b: number, size: number): boolean {
    const { view } = this;
    let i = 0;
    for (; i + 4 <= size; i += 4) if (view.getInt32(a + i) !== view.getInt32(b + i)) return false;
    for (; i < size; i++) if (view.getInt8(a + i) !== view.getInt8(b + i)) return false;
    return true;
  }

  #binary(size: number): Uint8Array {
    const at = this.#take(size);
    // A copy: a plugin may keep it, and a view would keep the whole chunk in memory.
    return Uint8Array.prototype.slice.call(new Uint8Array(this.view.buffer, this.view.byteOffset + at, size));
  }

  #int64(at: number, signed: boolean): number | bigint {
    const high = signed ? this.view.getInt32(at) : this.view.getUint32(at);
    const value = high * 0x1_0000_0000 + this.view.getUint32(at + 4);
    if (Number.isSafeInteger(value)) return value;
    return signed ? this.view.getBigInt64(at) : this.view.getBigUint64(at);
  }

  #extension(size: number): EventTime | ExtData {
    const type = this.view.getInt8(this.#take(1));
    const at = this.position;
    const data = this.#binary(size);
    if (type === 0 && size === 8) {
      const seconds = this.view.getUint32(at);
      const nanoseconds = this.view.getUint32(at + 4);
      // What is no time (a marker, a nanosecond too many) stays what it is, to encode unchanged.
      if (seconds <= EventTime.MAX_SECONDS && nanoseconds < NANOS_PER_SECOND)
        return new EventTime(seconds, nanoseconds);
    }
    return new ExtData(type, data);
  }

  /** Before anything of a container is read. @throws {@link Undecodable} */
  enter(values: number, depth: number): void {
    if (depth >= MAX_READ_DEPTH) throw new Undecodable(`nested more than ${MAX_READ_DEPTH} levels deep`);
    // Before anything is allocated for it.
    this.#need(values);
  }

  #array(size: number, depth: number, place?: ReadPlace): Value[] {
    this.enter(size, depth);
    const items = place?.items;
    const result: Value[] = [];
    for (let i = 0; i < size; i++) result.push(this.value(depth + 1, items));
    return result;
  }

  #map(size: number, depth: number, place?: ReadPlace): DecodedRecord {
    this.enter(2 * size, depth);
    return (place && this.#knownMap(size, depth, place)) ?? this.#anyMap(size, depth, place);
  }

  /** `undefined`: it has other keys, and nothing is consumed. */
  #knownMap(size: number, depth: number, place: ReadPlace): DecodedRecord | undefined {
    const { shape, others } = place;
    if (shape === undefined) return undefined;
    const start = this.position;
    if (shape.size === size) {
      const result = shape.read(this, depth + 1);
      if (result !== undefined) return result;
      this.position = start;
    }
    for (let i = 0; i < others.length; i++) {
      const other = others[i] as ReadShape;
      if (other.size !== size) continue;
      const result = other.read(this, depth + 1);
      if (result === undefined) this.position = start;
      else {
        place.promote(i);
        return result;
      }
    }
    return undefined;
  }

  #anyMap(size: number, depth: number, place?: ReadPlace): DecodedRecord {
    const values = place?.items;
    const keys: string[] = [];
    const encodedKeys: Uint8Array[] = [];
    const result: DecodedRecord = {};
    for (let i = 0; i < size; i++) {
      const start = this.position;
      const key = this.#key(depth);
      if (place) {
        keys.push(key);
        encodedKeys.push(this.bytes.subarray(start, this.position));
      }
      const value = this.value(depth + 1, values);
      setKey(result, key, value);
    }
    if (place?.saw(keys)) {
      const shape = compileRead(keys, encodedKeys, () => new ReadPlace(place.budget));
      if (shape) place.learn(shape);
    }
    return result;
  }

  /** Strings as they are, binary as text, everything else as its JSON (nil: `null`, 1: `1`). */
  #key(depth: number): string {
    const head = this.peek();
    if (head >= 0xa0 && head <= 0xbf) {
      this.position++;
      return this.#text(head & 0x1f);
    }
    if (this.atMap() || isArray(head)) return this.#containerKey(depth);
    const key = this.value(depth + 1);
    return typeof key === 'string' ? key : key instanceof Uint8Array ? Buffer.from(key).toString() : jsonText(key);
  }

  #containerKey(depth: number): string {
    // As JSON within JSON within JSON: each level would double the escapes of the one below.
    if (this.#withinKey) throw new Undecodable('a map or an array is the key of a map within a key');
    this.#withinKey = true;
    try {
      return jsonText(this.value(depth + 1));
    } finally {
      this.#withinKey = false;
    }
  }
}
