/** A shared object of 64 bits, little-endian, as small as can be: no code, one segment, addresses are offsets. */

export interface Made {
  soname?: string;
  needed?: readonly string[];
  runpath?: string;
  flags1?: number;
  symbols?: readonly string[];
  /** Names that it only uses. */
  undefined?: readonly string[];
  interpreter?: string;
  hash?: 'gnu' | 'sysv';
}

const PROGRAM_HEADERS = 64;
const HEADER_SIZE = 56;

export function makeElf({ soname, needed = [], runpath, flags1, symbols = [], undefined: used = [], interpreter, hash = 'gnu' }: Made = {}): Buffer {
  const strings = ['', ...symbols, ...used, ...needed, soname ?? '', runpath ?? ''];
  const places = new Map<string, number>();
  let table = '';
  for (const text of strings) {
    if (!places.has(text)) places.set(text, table.length);
    table += `${text}\0`;
  }
  const at = (text: string): bigint => BigInt(places.get(text) ?? 0);

  const strtab = Buffer.from(table, 'latin1');
  // As the linker orders them for a GNU hash table: what is undefined comes first, and is not in it.
  const rows = [['', 0], ...used.map((name) => [name, 0]), ...symbols.map((name) => [name, 1])] as [string, number][];
  const symtab = Buffer.alloc(rows.length * 24);
  rows.forEach(([name, section], row) => {
    symtab.writeUInt32LE(places.get(name) ?? 0, row * 24);
    symtab.writeUInt8(0x12, row * 24 + 4);
    symtab.writeUInt16LE(section, row * 24 + 6);
  });
  const hashes = hash === 'gnu' ? gnuHash(used.length + 1, symbols.length) : sysvHash(rows.length);
  const text = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`, 'latin1');

  const start = PROGRAM_HEADERS + 3 * HEADER_SIZE;
  const [strtabAt, symtabAt, hashAt] = [start, start + strtab.length, start + strtab.length + symtab.length];
  const textAt = hashAt + hashes.length;
  const dynamicAt = textAt + text.length;
  const tags: [number, bigint][] = [
    ...needed.map((name): [number, bigint] => [1, at(name)]),
    [5, BigInt(strtabAt)],
    [6, BigInt(symtabAt)],
    [10, BigInt(strtab.length)],
    [hash === 'gnu' ? 0x6fff_fef5 : 4, BigInt(hashAt)],
  ];
  if (soname !== undefined) tags.push([14, at(soname)]);
  if (runpath !== undefined) tags.push([29, at(runpath)]);
  if (flags1 !== undefined) tags.push([0x6fff_fffb, BigInt(flags1)]);
  tags.push([0, 0n]);
  const dynamic = Buffer.alloc(tags.length * 16);
  tags.forEach(([tag, value], row) => {
    dynamic.writeBigUInt64LE(BigInt(tag), row * 16);
    dynamic.writeBigUInt64LE(value, row * 16 + 8);
  });

  const header = Buffer.alloc(start);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(62, 18);
  header.writeBigUInt64LE(BigInt(PROGRAM_HEADERS), 32);
  header.writeUInt16LE(HEADER_SIZE, 54);
  header.writeUInt16LE(interpreter === undefined ? 2 : 3, 56);
  const total = dynamicAt + dynamic.length;
  const segments = [
    [1, 0, total],
    [2, dynamicAt, dynamic.length],
    [3, textAt, text.length],
  ] as const;
  segments.forEach(([type, offset, size], row) => {
    const place = PROGRAM_HEADERS + row * HEADER_SIZE;
    header.writeUInt32LE(type, place);
    header.writeBigUInt64LE(BigInt(offset), place + 8);
    header.writeBigUInt64LE(BigInt(offset), place + 16);
    header.writeBigUInt64LE(BigInt(size), place + 32);
  });
  return Buffer.concat([header, strtab, symtab, hashes, text, dynamic]);
}

/** One bucket, one chain. */
function gnuHash(first: number, count: number): Buffer {
  const words = [1, first, 1, 0, 0, 0, count === 0 ? 0 : first, ...Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 2))];
  return Buffer.from(Uint32Array.from(words).buffer);
}

const sysvHash = (symbols: number): Buffer => Buffer.from(Uint32Array.from([1, symbols, 0, ...Array<number>(symbols).fill(0)]).buffer);
