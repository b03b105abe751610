/**
 * A msgpack writer for what cmetrics and ctraces read: they look at the type byte, so a double stays one although its
 * value is whole, which no general encoder promises.
 *
 * @module
 */
import { types } from 'node:util';
import { wellFormed } from '../codec/text.ts';
import { MAX_DEPTH } from '../codec/values.ts';

/** Thrown on a value that cannot be written. */
export class Unpackable extends Error {}

const U32 = 0x1_0000_0000n;

/** Appends values to one buffer. */
export class Packer {
  #bytes = Buffer.allocUnsafe(1024);
  #size = 0;

  /** A copy of what was written. */
  take(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#size));
  }

  map(entries: number): this {
    return this.#header(entries, 0x80, 0x0f, 0xde);
  }

  array(items: number): this {
    return this.#header(items, 0x90, 0x0f, 0xdc);
  }

  nil(): this {
    return this.#byte(0xc0);
  }

  text(value: string): this {
    const text = wellFormed(value);
    const length = Buffer.byteLength(text);
    if (length < 0x20) this.#byte(0xa0 | length);
    else this.#length(length, 0xd9);
    const at = this.#grow(length);
    this.#bytes.write(text, at);
    return this;
  }

  double(value: number): this {
    const at = this.#byte(0xcb).#grow(8);
    this.#bytes.writeDoubleBE(value, at);
    return this;
  }

  /** @throws {@link Unpackable} for what is no integer of 64 bits. */
  integer(value: number | bigint): this {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Unpackable(`${value} is not an integer`);
    if (value >= 0 && value < 0x80) return this.#byte(Number(value));
    const integer = BigInt(value);
    if (integer < -(2n ** 63n) || integer >= 2n ** 64n) throw new Unpackable(`${value} does not fit 64 bits`);
    if (integer >= 0n && integer < U32) {
      const at = this.#byte(0xce).#grow(4);
      this.#bytes.writeUInt32BE(Number(integer), at);
    } else {
      const at = this.#byte(integer < 0n ? 0xd3 : 0xcf).#grow(8);
      this.#bytes.writeBigUInt64BE(BigInt.asUintN(64, integer), at);
    }
    return this;
  }

  /** An attribute's value. @throws {@link Unpackable} */
  value(value: unknown, depth = 0): this {
    if (depth > MAX_DEPTH) throw new Unpackable(`nested more than ${MAX_DEPTH} levels deep`);
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'boolean':
        return this.#byte(value ? 0xc3 : 0xc2);
      case 'bigint':
        return this.integer(value);
      case 'number':
        return Number.isSafeInteger(value) ? this.integer(value) : this.double(value);
    }
    if (types.isUint8Array(value)) return this.#binary(value);
    if (Array.isArray(value)) {
      this.array(value.length);
      for (const item of value) this.value(item, depth + 1);
      return this;
    }
    if (typeof value === 'object' && value !== null) return this.attributes(value, depth);
    throw new Unpackable(`an attribute cannot be ${value === null ? 'null' : `of type ${typeof value}`}`);
  }

  /** A map of attributes. Those that are null or undefined are left out: cfl has no value for them. */
  attributes(attributes: object, depth = 0): this {
    const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
    this.map(entries.length);
    for (const [key, value] of entries) this.text(key).value(value, depth + 1);
    return this;
  }

  #binary(value: Uint8Array): this {
    this.#length(value.length, 0xc4);
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  #byte(value: number): this {
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  #header(count: number, fixed: number, limit: number, wide: number): this {
    if (count <= limit) return this.#byte(fixed | count);
    if (count <= 0xffff) {
      const at = this.#byte(wide).#grow(2);
      this.#bytes.writeUInt16BE(count, at);
    } else {
      const at = this.#byte(wide + 1).#grow(4);
      this.#bytes.writeUInt32BE(count, at);
    }
    return this;
  }

  /** A length of 1, 2 or 4 bytes: the type bytes follow each other. */
  #length(length: number, type: number): void {
    if (length <= 0xff) {
      this.#byte(type);
      this.#byte(length);
    } else this.#header(length, 0, -1, type + 1);
  }

  /** Room for so many bytes; returns where. It may replace the buffer: call it before that is looked at. */
  #grow(bytes: number): number {
    const at = this.#size;
    this.#size += bytes;
    if (this.#size > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#size);
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}
