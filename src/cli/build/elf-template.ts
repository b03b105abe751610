/**
 * Writes a plugin into a prebuilt shared object: its identity into a section of a fixed size, its bundle and its options
 * into the sections at the end of the file, which are in a segment of their own (native/plugin/prebuilt/payload.ld). Only
 * what is not loaded, symbols for tools and the like, comes behind them and moves.
 *
 * @module
 */
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';
import { Elf, ElfError, type Section, type Segment, setSectionTable } from './elf.ts';
import { renameFilter } from './filter-symbol.ts';
import { encodeIdentity, encodeOptions, IDENTITY_SIZE, identityAbi } from './payload.ts';

const IDENTITY = '.flbnode.flbnode_identity';
/** As native/runtime/replaced_bundle.cc looks for it: with one zero byte behind the bundle. */
export const BUNDLE_SECTION = '.flbnode.flbnode_bundle';
/** Proxy plugins only. */
const OPTIONS = '.flbnode.flbnode_options';

/**
 * The plugin's shared object.
 *
 * @param template - `flb-filter-template.so` for a filter, `flb-node-template.so` for all others. Not changed.
 * @param plugin - what the bundle registers.
 * @throws {@link ElfError} when it is no such template, `RangeError` when a name is too long for it.
 */
export function fillTemplate(template: Uint8Array, plugin: PluginDescription, bundle: Uint8Array): Uint8Array {
  const original = new Elf(Uint8Array.from(template));
  writeIdentity(original, plugin, bundle.length);
  if (plugin.type === 'filter') renameFilter(original, plugin.name);
  else if (!original.sections.some(({ name }) => name === OPTIONS)) throw new ElfError('it is one for filters');

  const payload: [string, Uint8Array][] = [[BUNDLE_SECTION, Buffer.concat([bundle, Buffer.of(0)])]];
  if (plugin.type !== 'filter') payload.push([OPTIONS, encodeOptions(plugin)]);
  return replaceLast(original, payload);
}

function writeIdentity(elf: Elf, plugin: PluginDescription, bundleSize: number): void {
  const place = elf.contents(elf.section(IDENTITY));
  if (place.length !== IDENTITY_SIZE) throw new ElfError('it is of another release');
  if (identityAbi(place) !== plugin.abi) {
    throw new ElfError(`its ABI is ${identityAbi(place)}, that of the bundle's SDK ${plugin.abi}`);
  }
  place.set(encodeIdentity(plugin, bundleSize));
}

/** A copy in which the sections of the last segment, in their order, have other contents. */
function replaceLast(elf: Elf, payload: readonly [string, Uint8Array][]): Uint8Array {
  const segment = lastSegment(elf);
  const end = segment.offset + segment.fileSize;
  const behind = elf.sections.filter((section) => !section.isLoaded && section.hasContents && section.offset >= end);
  const inside = elf.sections.filter(
    (section) => section.isLoaded && section.hasContents && section.offset >= segment.offset && section.offset < end,
  );
  const names = payload.map(([name]) => name);
  if (inside.map(({ name }) => name).join() !== names.join()) {
    throw new ElfError(`its last segment does not consist of ${names.join(' and ')}`);
  }

  // Where everything goes, before anything is written: contents are read from where they were.
  const moves: [Section, number, Uint8Array][] = [];
  let at = segment.offset;
  for (const [name, bytes] of payload) {
    moves.push([elf.section(name), at, bytes]);
    at += bytes.length;
  }
  const size = at - segment.offset;
  for (const section of behind.sort((a, b) => a.offset - b.offset)) {
    at = align(at, section.alignment);
    moves.push([section, at, elf.contents(section)]);
    at += section.size;
  }
  const table = elf.sectionTable;
  const tableAt = align(at, 8);

  const file = new Uint8Array(tableAt + table.size);
  for (const [, offset, bytes] of moves) file.set(bytes, offset);
  for (const [section, offset, bytes] of moves) {
    if (section.isLoaded) {
      section.address = segment.address + offset - segment.offset;
      // Some compilers align what is an array: it begins where the one before ends.
      if (offset % section.alignment !== 0) section.alignment = 1;
    }
    section.offset = offset;
    section.size = bytes.length;
  }
  segment.size = size;
  setSectionTable(elf.view, tableAt);
  file.set(elf.bytes.subarray(0, segment.offset));
  file.set(elf.bytes.subarray(table.offset, table.offset + table.size), tableAt);
  return file;
}

/** The last one in the file, which has to be the last one in memory. */
function lastSegment(elf: Elf): Segment {
  const last = elf.segments.reduce<Segment | undefined>(
    (found, each) => (found === undefined || each.offset > found.offset ? each : found),
    undefined,
  );
  if (last === undefined || elf.segments.some((each) => each.address > last.address)) {
    throw new ElfError('its last segment in the file is not its last in memory');
  }
  // Sections and their table come after all that is loaded.
  if (elf.sectionTable.offset < last.offset + last.fileSize) throw new ElfError('its sections are not at its end');
  return last;
}

const align = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;
