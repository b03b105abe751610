/**
 * The name that a filter's file exports.
 *
 * @module
 */
import { LIMITS } from '../../../cmake/lib/describe.mjs';
import { type Elf, ElfError } from './elf.ts';

/** In the template, native/plugin/prebuilt/filter_symbol.cc. */
const PLACEHOLDER = symbolOf('0'.repeat(LIMITS.filter));
/** Bytes of an entry of .dynsym, which begins with its name's offset. */
const SYMBOL_SIZE = 24;

function symbolOf(filter: string): string {
  return `filter_${filter}_plugin`;
}

/** Has the file export `filter_NAME_plugin`, and be found under it. Changes it in place. */
export function renameFilter(elf: Elf, filter: string): void {
  if (filter.length > LIMITS.filter) throw new RangeError(`a filter's name has ${LIMITS.filter} characters at most`);
  const strings = elf.section('.dynstr');
  const at = Buffer.from(elf.contents(strings)).indexOf(`\0${PLACEHOLDER}\0`, 0, 'latin1') + 1;
  if (at === 0) throw new ElfError('it exports no filter to be renamed');
  const name = Buffer.alloc(PLACEHOLDER.length);
  name.write(symbolOf(filter), 'latin1');
  elf.bytes.set(name, strings.offset + at);
  hashSymbols(elf, strings.offset);
}

/** Writes .hash anew. The number of symbols and of buckets, and so its size, stays. */
function hashSymbols(elf: Elf, namesAt: number): void {
  const { view } = elf;
  const hash = elf.section('.hash').offset;
  const symbols = elf.section('.dynsym');
  const buckets = view.getUint32(hash, true);
  const count = view.getUint32(hash + 4, true);
  if (count * SYMBOL_SIZE !== symbols.size) throw new ElfError('its .hash is not of its .dynsym');
  const firstBucket = hash + 8;
  const firstChain = firstBucket + buckets * 4;
  elf.bytes.fill(0, firstBucket, firstChain + count * 4);
  // 0 is no symbol: it ends a chain. The last symbol of a bucket is put first.
  for (let symbol = 1; symbol < count; ++symbol) {
    const name = elf.text(namesAt + view.getUint32(symbols.offset + symbol * SYMBOL_SIZE, true));
    const bucket = firstBucket + (sysvHash(name) % buckets) * 4;
    view.setUint32(firstChain + symbol * 4, view.getUint32(bucket, true), true);
    view.setUint32(bucket, symbol, true);
  }
}

/** The hash function of the System V ABI. */
export function sysvHash(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = ((hash << 4) + byte) >>> 0;
    const high = hash & 0xf0000000;
    hash = (hash ^ (high >>> 24) ^ high) >>> 0;
  }
  return hash;
}
