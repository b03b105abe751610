/** Plugins written into the templates of build/prebuilt. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, OPTION_TYPES, PLUGIN_TYPES, type PluginDescription } from '../../../cmake/lib/describe.mjs';
import { fillTemplate } from '../../../src/cli/build/elf-template.ts';
import { Elf, ElfError } from '../../../src/cli/build/elf.ts';
import { sysvHash } from '../../../src/cli/build/filter-symbol.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const FILES = { node: at('build/prebuilt/flb-node-template.so'), filter: at('build/prebuilt/flb-filter-template.so') };
const isBuilt = Object.values(FILES).every((file) => existsSync(file));
const hasBinutils = spawnSync('readelf', ['--version']).status === 0;

const template = (kind: keyof typeof FILES): Uint8Array => Uint8Array.from(readFileSync(FILES[kind]));
const INPUT: PluginDescription = {
  abi: 1,
  sdk: '0.1.0',
  type: 'input',
  name: 'in-a',
  description: 'Größe',
  eventTypes: [],
  options: [
    { name: 'a', type: 'integer', default: '5', description: 'one' },
    { name: 'b', type: 'string', default: undefined, description: '' },
    { name: 'c', type: 'boolean', default: '', description: 'ü' },
  ],
};
const FILTER: PluginDescription = { abi: 1, sdk: '0.1.0', type: 'filter', name: 'mask', description: 'd', eventTypes: [] };
/** What {@link INPUT}'s options are in the file. */
const OPTIONS = '\x03\0\0\0' + '\x02a\0\x015\0one\0' + '\0b\0\0\0\0' + '\x03c\0\x01\0ü\0';

const bytesOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => (index * 31) % 256);
const section = (file: Uint8Array, name: string): Buffer => {
  const elf = new Elf(file);
  return Buffer.from(elf.contents(elf.section(name)));
};

function saved(file: Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'flbnode-')), 'plugin.so');
  writeFileSync(path, file);
  return path;
}

/** A section, as binutils read it. */
function dumped(file: string, name: string): Buffer {
  const output = `${file}.dump`;
  execFileSync('objcopy', ['--dump-section', `${name}=${output}`, file, `${file}.copy`]);
  return readFileSync(output);
}

/** What the loader does to find a symbol: an index of .dynsym, or 0. */
function lookUp(file: Uint8Array, name: string): number {
  const elf = new Elf(file);
  const words = (of: string): DataView => {
    const { buffer, byteOffset, length } = elf.contents(elf.section(of));
    return new DataView(buffer, byteOffset, length);
  };
  const [hash, symbols, strings] = [words('.hash'), words('.dynsym'), elf.section('.dynstr').offset];
  const buckets = hash.getUint32(0, true);
  let symbol = hash.getUint32(8 + (sysvHash(name) % buckets) * 4, true);
  while (symbol !== 0 && elf.text(strings + symbols.getUint32(symbol * 24, true)) !== name) {
    symbol = hash.getUint32(8 + (buckets + symbol) * 4, true);
  }
  return symbol;
}

test('the hash function is the one that loaders use', () => {
  expect(['', 'exit', 'printf', 'syscall'].map(sysvHash)).toEqual([0, 0x0006cf04, 0x077905a6, 0x0b09985c]);
});

test('numbers of types are those of native/include/fluent_bit_abi.h', () => {
  const header = readFileSync(at('native/include/fluent_bit_abi.h'), 'utf8');
  const number = (name: string): number => Number(new RegExp(`\\b${name} = (\\d+)`).exec(header)?.[1]);
  const capital = (name: string): string => `k${name[0]?.toUpperCase()}${name.slice(1)}`;
  for (const [name, value] of Object.entries({ ...PLUGIN_TYPES, ...EVENT_TYPES })) expect(number(capital(name)), name).toBe(value);
  for (const { name, value } of Object.values(OPTION_TYPES)) expect(number(name), name).toBe(value);
});

describe.skipIf(!isBuilt)('a plugin in its template', () => {
  test.each([0, 1, 15, 4095, 4096, 70_001, 10 * 1024 * 1024])('a bundle of %d bytes', (size) => {
    const bundle = bytesOf(size);
    const source = template('node');
    const file = fillTemplate(source, INPUT, bundle);
    expect(Buffer.compare(source, template('node')), 'the template is left alone').toBe(0);
    expect(Buffer.compare(section(file, '.flbnode.flbnode_bundle'), Buffer.concat([bundle, Buffer.of(0)]))).toBe(0);
    expect(section(file, '.flbnode.flbnode_options').toString()).toBe(OPTIONS);
    expect(section(file, '.comment').toString()).toBe(section(source, '.comment').toString());

    const elf = new Elf(file);
    const last = elf.segments.at(-1);
    const [start, options] = [elf.section('.flbnode.flbnode_bundle'), elf.section('.flbnode.flbnode_options')];
    expect(last).toMatchObject({ offset: start.offset, address: start.address, fileSize: size + 1 + options.size });
    // In the file as in memory: the second begins where the first ends.
    expect([options.offset - start.offset, options.address - start.address]).toEqual([size + 1, size + 1]);
    expect(elf.sectionTable.offset + elf.sectionTable.size).toBe(file.length);
  });

  test.runIf(hasBinutils)('binutils agree, and have nothing to complain of', () => {
    const bundle = bytesOf(5000);
    for (const plugin of [INPUT, FILTER]) {
      const path = saved(fillTemplate(template(plugin === FILTER ? 'filter' : 'node'), plugin, bundle));
      expect(Buffer.compare(dumped(path, '.flbnode.flbnode_bundle'), Buffer.concat([bundle, Buffer.of(0)]))).toBe(0);
      if (plugin === INPUT) expect(dumped(path, '.flbnode.flbnode_options').toString()).toBe(OPTIONS);
      const { status, stderr } = spawnSync('readelf', ['-aW', path], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  test('the identity is where native/plugin/identity.h has it', () => {
    const description = 'd'.repeat(1023);
    const output: PluginDescription = { ...INPUT, type: 'output', name: 'n'.repeat(127), description, eventTypes: ['logs', 'traces'] };
    const identity = section(fillTemplate(template('node'), output, bytesOf(300)), '.flbnode.flbnode_identity');
    const numbers = [0, 4, 8, 12, 16, 20].map((offset) => identity.readUInt32LE(offset));
    expect(numbers).toEqual([1, 2, 5, 0, 300, 0]);
    expect(identity.subarray(24).toString()).toBe(`${'n'.repeat(127)}\0${description}\0`);
  });

  test('options that are not known are not none', () => {
    const options = (given: PluginDescription['options']): Buffer =>
      section(fillTemplate(template('node'), { ...INPUT, options: given }, bytesOf(1)), '.flbnode.flbnode_options');
    expect([...options(undefined)]).toEqual([255, 255, 255, 255]);
    expect([...options([])]).toEqual([0, 0, 0, 0]);
  });

  test.each(['a', 'redact', 'z'.repeat(64)])('a filter is found as filter_%s_plugin', (name) => {
    const file = fillTemplate(template('filter'), { ...FILTER, name }, bytesOf(10));
    expect(lookUp(file, `filter_${name}_plugin`)).toBeGreaterThan(0);
    expect(lookUp(file, `filter_${'0'.repeat(64)}_plugin`)).toBe(0);
    // What it needs of others is found as before.
    expect(lookUp(file, 'dlsym')).toBe(lookUp(template('filter'), 'dlsym'));
    expect(lookUp(file, 'dlsym')).toBeGreaterThan(0);
  });

  test("the machine is the template's, whose compiler may align more", () => {
    const arm64 = template('node');
    arm64[18] = 183; // EM_AARCH64
    new Elf(arm64).section('.flbnode.flbnode_options').alignment = 8;
    const file = fillTemplate(arm64, INPUT, bytesOf(100));
    expect(file[18]).toBe(183);
    expect(section(file, '.flbnode.flbnode_bundle')).toHaveLength(101);
    const { address, alignment } = new Elf(file).section('.flbnode.flbnode_options');
    expect(address % alignment).toBe(0);
  });

  test('names that are too long', () => {
    const fill = (kind: keyof typeof FILES, plugin: PluginDescription) => () => fillTemplate(template(kind), plugin, bytesOf(1));
    expect(fill('node', { ...INPUT, name: 'n'.repeat(128) })).toThrow(new RangeError('the name has 128 bytes; 127 is the most'));
    expect(fill('node', { ...INPUT, description: 'ü'.repeat(512) })).toThrow('the description has 1024 bytes; 1023 is the most');
    expect(fill('filter', { ...FILTER, name: 'z'.repeat(65) })).toThrow("a filter's name has 64 characters at most");
  });

  test('what is no template of this release', () => {
    const fill = (file: Uint8Array, plugin = INPUT) => () => fillTemplate(file, plugin, bytesOf(1));
    const changed = (offset: number, value: number): Uint8Array => template('node').fill(value, offset, offset + 1);
    expect(fill(new Uint8Array())).toThrow(new ElfError('it is no 64-bit little-endian ELF file'));
    expect(fill(changed(4, 1)), '32 bits').toThrow('it is no 64-bit little-endian ELF file');
    expect(fill(changed(5, 2)), 'big-endian').toThrow('it is no 64-bit little-endian ELF file');
    expect(fill(changed(54, 32))).toThrow('its headers have an unknown size');
    expect(fill(template('filter'))).toThrow('it is one for filters');
    expect(fill(template('node'), FILTER)).toThrow('it exports no filter to be renamed');
    expect(fill(template('node'), { ...INPUT, abi: 2 })).toThrow("its ABI is 1, that of the bundle's SDK 2");
    const filled = fillTemplate(template('node'), INPUT, bytesOf(1));
    expect(section(fillTemplate(filled, INPUT, bytesOf(9)), '.flbnode.flbnode_bundle'), 'a plugin is one').toHaveLength(10);
  });

  test('a file that is cut off anywhere', () => {
    const whole = template('filter');
    for (let length = 0; length < whole.length; length += 61) {
      expect(() => fillTemplate(whole.slice(0, length), FILTER, bytesOf(1)), `${length} bytes`).toThrow(ElfError);
    }
  });

  test.runIf(existsSync(at('build/plugins/in-dummy.so')))('a compiled plugin is none', () => {
    const compiled = Uint8Array.from(readFileSync(at('build/plugins/in-dummy.so')));
    expect(() => fillTemplate(compiled, INPUT, bytesOf(1))).toThrow(new ElfError('it has no section .flbnode.flbnode_identity'));
  });
});
