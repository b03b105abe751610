/**
 * A 64-bit little-endian ELF file in memory: its sections and segments, as far as one is changed here.
 *
 * @module
 */

/** The file is not what was expected. */
export class ElfError extends Error {
  override readonly name = 'ElfError';
}

/** Offsets of fields in the file's header. */
const HEADER = { programs: 32, sections: 40, programSize: 54, programCount: 56, sectionSize: 58, sectionCount: 60, namesIndex: 62 };
const HEADER_SIZE = 64;
/** In a program header: one segment. */
const PROGRAM = { type: 0, offset: 8, address: 16, fileSize: 32, memorySize: 40, size: 56 };
const PT_LOAD = 1;
/** In a section header. */
const SECTION = { name: 0, type: 4, flags: 8, address: 16, offset: 24, length: 32, alignment: 48, size: 64 };
const SHT_NOBITS = 8;
const SHF_ALLOC = 2;

/** A part of memory that is loaded from the file. Writing a property writes the file's header. */
export class Segment {
  readonly #view: DataView;
  readonly #at: number;
  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }
  get offset(): number {
    return get64(this.#view, this.#at + PROGRAM.offset);
  }
  get address(): number {
    return get64(this.#view, this.#at + PROGRAM.address);
  }
  get fileSize(): number {
    return get64(this.#view, this.#at + PROGRAM.fileSize);
  }
  /** In the file and in memory. */
  set size(value: number) {
    set64(this.#view, this.#at + PROGRAM.fileSize, value);
    set64(this.#view, this.#at + PROGRAM.memorySize, value);
  }
}

/** Writing a property writes the section's header. */
export class Section {
  readonly #view: DataView;
  readonly #at: number;
  readonly name: string;
  constructor(view: DataView, at: number, name: string) {
    this.#view = view;
    this.#at = at;
    this.name = name;
  }
  /** Is it in memory when the file is loaded? */
  get isLoaded(): boolean {
    return (get64(this.#view, this.#at + SECTION.flags) & SHF_ALLOC) !== 0;
  }
  get hasContents(): boolean {
    return this.#view.getUint32(this.#at + SECTION.type, true) !== SHT_NOBITS;
  }
  get alignment(): number {
    return Math.max(1, get64(this.#view, this.#at + SECTION.alignment));
  }
  set alignment(value: number) {
    set64(this.#view, this.#at + SECTION.alignment, value);
  }
  get address(): number {
    return get64(this.#view, this.#at + SECTION.address);
  }
  set address(value: number) {
    set64(this.#view, this.#at + SECTION.address, value);
  }
  get offset(): number {
    return get64(this.#view, this.#at + SECTION.offset);
  }
  set offset(value: number) {
    set64(this.#view, this.#at + SECTION.offset, value);
  }
  get size(): number {
    return get64(this.#view, this.#at + SECTION.length);
  }
  set size(value: number) {
    set64(this.#view, this.#at + SECTION.length, value);
  }
}

export class Elf {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Those that are loaded. */
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];

  /**
   * @param bytes - changed in place by what the segments and sections are set to.
   * @throws {@link ElfError} when it is no such file, or is cut off.
   */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const magic = [0x7f, 0x45, 0x4c, 0x46, 2 /* 64 bits */, 1 /* little-endian */];
    if (bytes.length < HEADER_SIZE || magic.some((byte, at) => bytes[at] !== byte)) {
      throw new ElfError('it is no 64-bit little-endian ELF file');
    }
    const count = (field: number): number => this.view.getUint16(field, true);
    if (count(HEADER.programSize) !== PROGRAM.size || count(HEADER.sectionSize) !== SECTION.size) {
      throw new ElfError('its headers have an unknown size');
    }
    this.segments = this.#table(HEADER.programs, count(HEADER.programCount), PROGRAM.size)
      .filter((at) => this.view.getUint32(at + PROGRAM.type, true) === PT_LOAD)
      .map((at) => new Segment(this.view, at));
    const headers = this.#table(HEADER.sections, count(HEADER.sectionCount), SECTION.size);
    const names = headers[count(HEADER.namesIndex)];
    if (names === undefined) throw new ElfError('its sections have no names');
    const namesAt = get64(this.view, names + SECTION.offset);
    this.sections = headers.map((at) => {
      const section = new Section(this.view, at, this.text(namesAt + this.view.getUint32(at + SECTION.name, true)));
      if (section.hasContents) this.#check(section.offset, section.size);
      return section;
    });
  }

  /** Where the table of sections is, and how many bytes it has. */
  get sectionTable(): { offset: number; size: number } {
    return { offset: get64(this.view, HEADER.sections), size: this.sections.length * SECTION.size };
  }

  /** @throws {@link ElfError} when there is none. */
  section(name: string): Section {
    const found = this.sections.find((section) => section.name === name);
    if (found === undefined) throw new ElfError(`it has no section ${name}`);
    return found;
  }

  /** A view, not a copy. */
  contents({ offset, size }: Section): Uint8Array {
    return this.bytes.subarray(offset, offset + size);
  }

  /** The text at an offset, up to its zero byte. */
  text(at: number): string {
    const end = this.bytes.indexOf(0, at);
    if (at >= this.bytes.length || end === -1) throw new ElfError('a name in it has no end');
    return Buffer.from(this.bytes.subarray(at, end)).toString('latin1');
  }

  #table(field: number, count: number, size: number): number[] {
    const start = get64(this.view, field);
    this.#check(start, count * size);
    return Array.from({ length: count }, (_, index) => start + index * size);
  }

  #check(offset: number, size: number): void {
    if (offset + size > this.bytes.length) throw new ElfError('it is cut off');
  }
}

/** Writes where the table of sections is. */
export function setSectionTable(view: DataView, offset: number): void {
  set64(view, HEADER.sections, offset);
}

const get64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
const set64 = (view: DataView, at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
