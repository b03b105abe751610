import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPrebuilt } from '../../tools/lib/pack/elf.mjs';
import { platformOf } from '../../tools/lib/pack/platforms.mjs';

const X86_64 = 62;
const AARCH64 = 183;

/** The beginning of an ELF file. */
function elf(machine: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

describe('what a package of a platform must have', () => {
  const platform = platformOf('x64');
  let folder: string;

  const put = (path: string, content: Buffer | string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const putAll = (): void => {
    for (const path of ['lib/node-108/libflbnode.so', 'plugin/flb-node-template.so', 'plugin/flb-filter-template.so', 'bin/flb-node-host']) {
      put(path, elf(X86_64));
    }
    put('THIRD-PARTY.md', 'licences');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flb-node-pack-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is enough when all of it is there', () => {
    putAll();
    expect(() => checkPrebuilt(platform, folder)).not.toThrow();
  });

  test('is named when it is missing', () => {
    putAll();
    rmSync(join(folder, 'lib'), { recursive: true });
    rmSync(join(folder, 'plugin/flb-filter-template.so'));
    expect(() => checkPrebuilt(platform, folder)).toThrow(
      /lib\/node-NNN\/libflbnode\.so is missing\n {2}plugin\/flb-filter-template\.so is missing$/,
    );
  });

  test('is for that platform', () => {
    putAll();
    put('lib/node-115/libflbnode.so', elf(AARCH64));
    put('bin/flb-node-host', '#!/bin/sh\n');
    expect(() => checkPrebuilt(platform, folder)).toThrow(
      /lib\/node-115\/libflbnode\.so is not an ELF file for x64\n {2}bin\/flb-node-host is not an ELF file for x64$/,
    );
  });
});

test('an architecture without a package is an error that names those with one', () => {
  expect(() => platformOf('riscv64')).toThrow('there is no package for riscv64; there are x64, arm64.');
});
