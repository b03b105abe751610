/**
 * The exported symbols of a shared object. Nothing says how many a file has but its hash tables, for a linker only ever
 * looks for one; section headers do, and `strip` may have taken them.
 *
 * @module
 */
import type { ElfBytes } from './elf-bytes.ts';

/** Places in the file; beyond its end where it has no such table. */
export interface SymbolTables {
  readonly table: number;
  readonly gnuHash: number;
  readonly hash: number;
  /** A name by its place in the string table. */
  text(at: number): string;
}

const SYMBOL = 24;
const BIND = { global: 1, weak: 2, unique: 10 };
const UNDEFINED = 0;

export function readSymbols(elf: ElfBytes, { table, gnuHash, hash, text }: SymbolTables): Set<string> {
  const count = elf.has(gnuHash, 16) ? countGnu(elf, gnuHash) : elf.u32(hash + 4);
  const bound = Object.values(BIND);
  const names = elf
    .rows(table, SYMBOL, count)
    .filter((at) => elf.u16(at + 6) !== UNDEFINED && bound.includes(elf.u8(at + 4) >> 4))
    .map((at) => text(elf.u32(at)));
  return new Set(names.filter((name) => name !== ''));
}

/** Buckets lead to the first symbol of a chain, and a chain's last hash has its lowest bit set. */
function countGnu(elf: ElfBytes, at: number): number {
  const [buckets, first, bloomWords] = [elf.u32(at), elf.u32(at + 4), elf.u32(at + 8)];
  const bucketsAt = at + 16 + bloomWords * 8;
  const last = elf.rows(bucketsAt, 4, buckets).reduce((most, bucket) => Math.max(most, elf.u32(bucket)), 0);
  if (last < first) return first;
  const chains = bucketsAt + buckets * 4;
  for (let symbol = last; ; symbol += 1) {
    const place = chains + (symbol - first) * 4;
    if (!elf.has(place, 4) || (elf.u32(place) & 1) === 1) return symbol + 1;
  }
}
