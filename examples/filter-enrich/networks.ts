import type { DecodedRecord } from 'fluent-bit-node';
import * as z from 'zod';

/** What a table's file holds: fields by address, `10.1.2.3`, or network, `10.1.0.0/16`. */
const table = z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])));

/** As many answers are kept; then the oldest give way. */
const CACHE_SIZE = 10_000;

const BITS = 32;

/** An IPv4 address as a number; `undefined` when it is none. */
export function parseAddress(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((address, part) => address * 256 + part, 0);
}

/** The address' first bits. `>>> 0`: JavaScript's bits are signed. */
const networkOf = (address: number, bits: number): number => (bits === 0 ? 0 : (address & (-1 << (BITS - bits))) >>> 0);

/** A table of networks: the longest one that has an address is that address' own. */
export class Networks {
  /** Fields by network, the longest networks first. */
  readonly #byLength: { bits: number; networks: Map<number, DecodedRecord> }[] = [];
  readonly #cache = new Map<string, DecodedRecord | undefined>();
  readonly size: number;

  /** @throws when the text is no such table; the error names what is wrong. */
  constructor(json: string) {
    const rows = Object.entries(table.parse(JSON.parse(json)));
    this.size = rows.length;
    for (const [network, fields] of rows) this.#add(network, fields);
    this.#byLength.sort((one, other) => other.bits - one.bits);
  }

  #add(network: string, fields: DecodedRecord): void {
    const [text = '', length = String(BITS)] = network.split('/');
    const address = parseAddress(text);
    const bits = Number(length);
    if (address === undefined || !Number.isInteger(bits) || bits < 0 || bits > BITS) {
      throw new Error(`${network} is no IPv4 address or network`);
    }
    let entry = this.#byLength.find((each) => each.bits === bits);
    if (entry === undefined) this.#byLength.push((entry = { bits, networks: new Map() }));
    entry.networks.set(networkOf(address, bits), fields);
  }

  /** The fields of an address; `undefined` when no network has it. */
  find(text: string): DecodedRecord | undefined {
    // Logs have few addresses, each many times. That nothing was found is kept, too.
    if (this.#cache.has(text)) return this.#cache.get(text);
    const found = this.#search(text);
    const [oldest] = this.#cache.size < CACHE_SIZE ? [] : this.#cache.keys();
    if (oldest !== undefined) this.#cache.delete(oldest);
    this.#cache.set(text, found);
    return found;
  }

  #search(text: string): DecodedRecord | undefined {
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    for (const { bits, networks } of this.#byLength) {
      const fields = networks.get(networkOf(address, bits));
      if (fields !== undefined) return fields;
    }
    return undefined;
  }
}
