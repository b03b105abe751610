/**
 * What the dynamic linker reads of an executable or a shared object: names, needs and exported symbols. ELF of 64 bits,
 * little-endian; of anything else the answer is what it is. By its own reading and not `readelf`, which a machine that
 * only runs Fluent Bit does not have.
 *
 * The file may be damaged or hostile: an offset outside of it ends a list, and no list is longer than the file.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { ElfBytes } from './elf-bytes.ts';
import { readSymbols } from './elf-symbols.ts';

export interface ElfFile {
  readonly machine: string;
  /** The program that loads it, of an executable: tells glibc from musl. */
  readonly interpreter: string | undefined;
  readonly soname: string | undefined;
  readonly needed: readonly string[];
  /** Folders as they stand there, `$ORIGIN` among them. */
  readonly runpath: readonly string[];
  readonly nodelete: boolean;
  /** The names that it exports. */
  readonly symbols: ReadonlySet<string>;
  /** Its sections by name; none when they were stripped. */
  readonly sections: ReadonlyMap<string, ElfPart>;
  /** The whole file. */
  readonly bytes: Buffer;
}

export interface ElfPart {
  readonly offset: number;
  readonly size: number;
}

/** Why a file is not one. */
export interface NoElf {
  readonly problem: string;
}

const MACHINES: Record<number, string> = { 3: 'x86', 40: 'arm', 62: 'x64', 183: 'arm64', 243: 'riscv64' };
const PT = { load: 1, dynamic: 2, interpreter: 3 };
const DT = { needed: 1, hash: 4, strtab: 5, symtab: 6, strsz: 10, soname: 14, rpath: 15, runpath: 29, flags1: 0x6fff_fffb, gnuHash: 0x6fff_fef5 };
const FLAG_NODELETE = 8;
/** No path, and no name that a linker looks up, is longer. */
const LONGEST_TEXT = 4096;
const LONGEST_NAME = 256;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;

/** Reads a file. Never throws. */
export function readElf(path: string): ElfFile | NoElf {
  try {
    return parseElf(readFileSync(path));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @param bytes - the whole file. Never throws. */
export function parseElf(bytes: Buffer): ElfFile | NoElf {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== 0x7f45_4c46) return { problem: 'not an ELF file' };
  if (bytes.length < 64) return { problem: 'cut short: it ends within its header' };
  if (bytes[4] !== 2) return { problem: 'an ELF file of 32 bits' };
  if (bytes[5] !== 1) return { problem: 'a big-endian ELF file' };
  const elf = new ElfBytes(bytes);
  const machine = elf.u16(18);
  const segments = readSegments(elf);
  const dynamic = segments.find(({ type }) => type === PT.dynamic);
  if (!dynamic) return { problem: 'nothing to load dynamically: it is static, an object file or cut short' };
  if (dynamic.offset + dynamic.size > bytes.length) return { problem: 'cut short: its dynamic section is beyond its end' };

  const interpreter = segments.find(({ type }) => type === PT.interpreter);
  const tags = readTags(elf, dynamic);
  const place = (tag: number): number => offsetOf(segments, tags.get(tag)?.[0]);
  const strings = { offset: place(DT.strtab), size: tags.get(DT.strsz)?.[0] ?? 0 };
  const text = (at: number): string =>
    at < strings.size ? elf.text(strings.offset + at, Math.min(strings.size - at, LONGEST_TEXT)) : '';
  const texts = (tag: number): string[] => (tags.get(tag) ?? []).map(text).filter((value) => value !== '');
  return {
    machine: MACHINES[machine] ?? `machine ${machine}`,
    interpreter: interpreter && elf.text(interpreter.offset, Math.min(interpreter.size, LONGEST_TEXT)),
    soname: texts(DT.soname)[0],
    needed: texts(DT.needed),
    // RUNPATH makes the linker ignore RPATH.
    runpath: (texts(DT.runpath)[0] ?? texts(DT.rpath)[0] ?? '').split(':').filter(Boolean),
    nodelete: ((tags.get(DT.flags1)?.[0] ?? 0) & FLAG_NODELETE) !== 0,
    symbols: readSymbols(elf, { table: place(DT.symtab), gnuHash: place(DT.gnuHash), hash: place(DT.hash), text }),
    sections: readSections(elf),
    bytes,
  };
}

interface Segment extends ElfPart {
  readonly type: number;
  readonly address: number;
}

function readSegments(elf: ElfBytes): Segment[] {
  const [start, size, count] = [elf.u64(32), elf.u16(54), elf.u16(56)];
  if (size < PROGRAM_HEADER) return [];
  return elf.rows(start, size, count).map((at) => ({
    type: elf.u32(at),
    offset: elf.u64(at + 8),
    address: elf.u64(at + 16),
    size: elf.u64(at + 32),
  }));
}

/** Where an address of the loaded program is in the file; beyond the file's end where it is not. */
function offsetOf(segments: readonly Segment[], address: number | undefined): number {
  if (address === undefined) return Infinity;
  const holds = ({ type, address: from, size }: Segment): boolean => type === PT.load && address >= from && address < from + size;
  const segment = segments.find(holds);
  return segment ? segment.offset + (address - segment.address) : Infinity;
}

/** The values of each tag, in the order of the file. */
function readTags(elf: ElfBytes, { offset, size }: ElfPart): Map<number, number[]> {
  const tags = new Map<number, number[]>();
  for (const at of elf.rows(offset, 16, Math.floor(size / 16))) {
    const tag = elf.u64(at);
    if (tag === 0) break;
    const values = tags.get(tag);
    if (values) values.push(elf.u64(at + 8));
    else tags.set(tag, [elf.u64(at + 8)]);
  }
  return tags;
}

function readSections(elf: ElfBytes): Map<string, ElfPart> {
  const [start, size, count, namesAt] = [elf.u64(40), elf.u16(58), elf.u16(60), elf.u16(62)];
  if (size < SECTION_HEADER) return new Map();
  const part = (at: number): ElfPart => ({ offset: elf.u64(at + 24), size: elf.u64(at + 32) });
  const names = part(start + namesAt * size);
  const named = elf.rows(start, size, count).map((at): [string, ElfPart] => {
    const from = elf.u32(at);
    return [from < names.size ? elf.text(names.offset + from, LONGEST_NAME) : '', part(at)];
  });
  return new Map(named.filter(([name, { offset, size: length }]) => name !== '' && offset + length <= elf.size));
}
