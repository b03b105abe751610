/**
 * msgpack to JSON text without the values in between: bytes to bytes. What is rare is left to `jsonText`, and so is the
 * last word: this writes the same text (`test/unit/codec/json.test.ts` compares them).
 *
 * @module
 */
import { jsonText } from './json-text.ts';
import { compileJson, type JsonShape } from './json-shape.ts';
import { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** Longer texts are for V8. */
const SHORT_TEXT = 256;
/** The longest text of a number, a boolean or null, and the stores that are wider than what is left. */
const SCALAR = 40;
/** Of one byte of a text, as in `\u0000`. */
const MAX_ESCAPE = 6;

/** Bytes of a text that stand for themselves. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c ? 1 : 0));

/** Where a value is that becomes JSON. */
export class JsonPlace extends Place<JsonShape> {
  #items: JsonPlace | undefined;

  /** Where its items are. */
  get items(): JsonPlace {
    return (this.#items ??= new JsonPlace(this.budget));
  }
}

/** Writes the values that a reader comes to. */
export class JsonWriter {
  readonly reader: Reader;
  view!: DataView;
  /** Where the next byte goes. */
  at = 0;
  #bytes!: Uint8Array;
  #buffer!: Buffer;
  #size = 0;
  #isAscii = true;

  constructor(reader: Reader, size: number) {
    this.reader = reader;
    this.#grow(size);
  }

  toString(): string {
    return this.#buffer.toString(this.#isAscii ? 'latin1' : 'utf8', 0, this.at);
  }

  /** Sees to it that so many bytes fit. {@link view} may be another one from then on. */
  room(bytes: number): void {
    if (this.at + bytes > this.#size) this.#grow(Math.max(2 * this.#size, this.at + bytes));
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size);
    if (this.at > 0) larger.set(this.#bytes.subarray(0, this.at));
    this.#buffer = larger;
    this.#bytes = new Uint8Array(larger.buffer);
    this.view = new DataView(larger.buffer);
    this.#size = size;
  }

  /** One value. @throws `Undecodable`; what is written of it by then is the caller's to take back. */
  value(depth: number, place: JsonPlace): void {
    const { reader } = this;
    const head = reader.peek();
    if (head < 0x80 || head >= 0xe0) {
      reader.position++;
      this.#integer(head < 0x80 ? head : head - 0x100);
    } else if (head < 0x90) this.#map(depth, place);
    else if (head < 0xa0) this.#array(depth, place);
    else if (head < 0xc0 || (head >= 0xd9 && head <= 0xdb)) this.#text();
    else this.#other(head, depth, place);
  }

  #other(head: number, depth: number, place: JsonPlace): void {
    if (head === 0xdc || head === 0xdd) return this.#array(depth, place);
    if (head === 0xde || head === 0xdf) return this.#map(depth, place);
    const value = this.reader.value(depth);
    if (typeof value === 'number' && (value | 0) === value) this.#integer(value);
    else this.put(typeof value === 'number' && Number.isFinite(value) ? String(value) : jsonText(value));
  }

  /** JSON text, or part of it. */
  put(text: string): void {
    const size = text.length;
    this.room(3 * size);
    if (size > SHORT_TEXT) return this.#encode(text);
    const bytes = this.#bytes;
    const { at } = this;
    for (let i = 0; i < size; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return this.#encode(text);
      bytes[at + i] = code;
    }
    this.at = at + size;
  }

  #encode(text: string): void {
    const size = this.#buffer.write(text, this.at, 'utf8');
    this.#isAscii &&= size === text.length;
    this.at += size;
  }

  byte(byte: number): void {
    this.room(1);
    this.#bytes[this.at++] = byte;
  }

  /** Puts another byte where one was written. */
  replace(at: number, byte: number): void {
    this.#bytes[at] = byte;
  }

  #integer(value: number): void {
    this.room(SCALAR);
    let rest = value;
    if (value < 0) {
      this.#bytes[this.at++] = 0x2d;
      rest = -value;
    }
    this.digits(rest, rest < 10 ? 1 : rest < 100 ? 2 : rest < 1000 ? 3 : rest < 10_000 ? 4 : digitsOf(rest));
  }

  /** A whole number of 0 to 2^53, with zeros in front of it up to `count` digits. There has to be room. */
  digits(value: number, count: number): void {
    const bytes = this.#bytes;
    const end = this.at + count;
    let rest = value;
    for (let i = end - 1; i >= this.at; i--) {
      const tenth = Math.floor(rest / 10);
      bytes[i] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
    this.at = end;
  }

  #text(): void {
    const { reader } = this;
    const start = reader.position;
    const from = reader.textStart();
    const size = reader.position - from;
    this.room(MAX_ESCAPE * size + SCALAR);
    if (size <= SHORT_TEXT && this.#plain(from, size)) return;
    reader.position = start;
    this.put(JSON.stringify(reader.value()));
  }

  #plain(from: number, size: number): boolean {
    const source = this.reader.bytes;
    const bytes = this.#bytes;
    const at = this.at + 1;
    for (let i = 0; i < size; i++) {
      const byte = source[from + i] as number;
      if (PLAIN[byte] === 0) return false;
      bytes[at + i] = byte;
    }
    bytes[at - 1] = 0x22;
    bytes[at + size] = 0x22;
    this.at = at + size + 1;
    return true;
  }

  #array(depth: number, place: JsonPlace): void {
    const size = this.reader.arrayHeader();
    this.reader.enter(size, depth);
    this.byte(0x5b);
    for (let i = 0; i < size; i++) {
      if (i > 0) this.byte(0x2c);
      this.value(depth + 1, place.items);
    }
    this.byte(0x5d);
  }

  #map(depth: number, place: JsonPlace): void {
    const { reader } = this;
    const start = reader.position;
    const size = reader.mapHeader(depth);
    if (size === 0) return this.put('{}');
    if (this.members(size, depth, place) !== undefined) return;
    reader.position = start;
    this.put(jsonText(reader.value(depth)));
  }

  /**
   * The entries of a map, with the braces, where their shape is known: it has no key that comes twice or has to be put
   * in order. The reader is in front of the first one.
   *
   * @returns the shape. `undefined`: nothing is written, and the reader is where it was.
   */
  members(size: number, depth: number, place: JsonPlace): JsonShape | undefined {
    const { reader, at } = this;
    const start = reader.position;
    const { shape, others } = place;
    if (shape?.size === size && shape.write(this, depth + 1)) return shape;
    for (let i = 0; i < others.length; i++) {
      reader.position = start;
      this.at = at;
      const other = others[i] as JsonShape;
      if (other.size === size && other.write(this, depth + 1)) return place.promote(i);
    }
    reader.position = start;
    this.at = at;
    this.#learn(size, place);
    reader.position = start;
    return undefined;
  }

  #learn(size: number, place: JsonPlace): void {
    const { reader } = this;
    const encoded: Uint8Array[] = [];
    for (let i = 0; i < size; i++) {
      const start = reader.position;
      if (!reader.skipKey(0)) return;
      encoded.push(reader.bytes.subarray(start, reader.position));
      reader.skip(1);
    }
    const keys = encoded.map((key) => Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1'));
    if (!place.saw(keys)) return;
    const shape = compileJson(encoded, () => new JsonPlace(place.budget));
    if (shape) place.learn(shape);
  }
}

const digitsOf = (value: number): number => {
  let count = 5;
  for (let limit = 100_000; value >= limit; limit *= 10) count += 1;
  return count;
};
