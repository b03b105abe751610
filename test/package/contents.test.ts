import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { MAIN, PLATFORM, platform, unpack, type Manifest } from './support/packed.ts';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

describe('fluent-bit-node', () => {
  let folder: string;
  let files: string[];
  let manifest: Manifest;

  beforeAll(() => {
    folder = unpack(MAIN);
    files = filesIn(folder);
    manifest = readManifest(folder);
  });

  test('has what its users read and build from', () => {
    const read = ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/index.js'];
    expect(files).toEqual(expect.arrayContaining([...read, 'cmake/FlbNode.cmake', 'native/include/flbnode.h']));
  });

  test('has no tests but those of a new plugin', () => {
    expect(files.filter((file) => /(\.test\.|^test\/)/.test(file) && !file.startsWith('templates/'))).toEqual([]);
  });

  test('has of our tools what flb-node setup runs, and nothing else', () => {
    const needed = new Set(['tools/libnode.mjs']);
    for (const file of needed) {
      const imports = readFileSync(join(folder, file), 'utf8').matchAll(/ from '(\.[^']+)'/g);
      for (const [, path = ''] of imports) needed.add(join(dirname(file), path));
    }
    expect(files.filter((file) => file.startsWith('tools/')).sort()).toEqual([...needed].sort());
  });

  test('runs nothing when it is installed', () => {
    expect(manifest.scripts).toBeUndefined();
    // npm runs node-gyp by itself where it sees one.
    expect(files).not.toContain('binding.gyp');
  });

  test('has each file that its exports and its command name', () => {
    const filesOf = (target: string | object): string[] => (typeof target === 'string' ? [target] : Object.values(target));
    const targets = Object.values(manifest.exports).flatMap(filesOf);
    const missing = [...targets, ...Object.values(manifest.bin)].filter((path) => !existsSync(join(folder, path)));
    expect(missing).toEqual([]);
    expect(readFileSync(join(folder, manifest.bin['flb-node'] ?? ''), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('has each source that a map leads to', () => {
    const maps = files.filter((file) => /^dist\/.*\.map$/.test(file));
    const leads = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(join(folder, map), 'utf8')) as { sources: string[] };
      return sources.map((source) => join(dirname(map), source));
    });
    expect(leads.length).toBeGreaterThan(100);
    expect(leads.filter((source) => !files.includes(source))).toEqual([]);
  });

  test('names the packages of the platforms, in its own version', () => {
    const name = `@fluent-bit-node/${platform.name}`;
    expect(manifest.optionalDependencies[name]).toBe(manifest.version);
    expect(new Set(Object.values(manifest.optionalDependencies))).toEqual(new Set([manifest.version]));
  });

  test('names in sideEffects the modules that do something when they are loaded, and no others', () => {
    const modules = files.filter((file) => /^src\/.*\.ts$/.test(file));
    const acting = modules.filter((file) => acts(file, readFileSync(join(folder, file), 'utf8')));
    const compiled = acting.map((file) => file.replace(/^src/, 'dist').replace(/ts$/, 'js'));
    expect([...acting, ...compiled].map((file) => `./${file}`).sort()).toEqual([...manifest.sideEffects].sort());
  });
});

/** A statement at the top level that is there for what it does: a call, an assignment, an import without names. */
function acts(file: string, text: string): boolean {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  return statements.some((statement) => {
    if (ts.isImportDeclaration(statement)) return statement.importClause === undefined;
    return !(
      ts.isVariableStatement(statement) ||
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isModuleDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      ts.isEmptyStatement(statement)
    );
  });
}

describe(`@fluent-bit-node/${platform.name}`, () => {
  let folder: string;
  let files: string[];

  beforeAll(() => {
    folder = unpack(PLATFORM);
    files = filesIn(folder);
  });

  test('is for this platform alone, and runs nothing when it is installed', () => {
    const { name, os, cpu, libc, scripts } = readManifest(folder);
    expect({ name, os, cpu, libc, scripts }).toEqual({
      name: `@fluent-bit-node/${platform.name}`,
      os: ['linux'],
      cpu: [process.arch],
      libc: ['glibc'],
      scripts: undefined,
    });
  });

  test('has the runtime, the templates of plugins, the host, and the licences of what is in them', () => {
    const parts = ['plugin/flb-node-template.so', 'plugin/flb-filter-template.so', 'bin/flb-node-host'];
    expect(files).toEqual(expect.arrayContaining([...parts, 'LICENSE', 'README.md', 'THIRD-PARTY.md']));
    expect(files.filter((file) => /^lib\/node-\d+\/libflbnode\.so$/.test(file))).not.toEqual([]);
    for (const library of ['node-addon-api', 'yaml-cpp', 'CLI11']) {
      expect(readFileSync(join(folder, 'THIRD-PARTY.md'), 'utf8')).toContain(`## ${library}`);
    }
  });

  test('has a host that can be run', () => {
    const host = join(folder, 'bin/flb-node-host');
    accessSync(host, constants.X_OK);
    expect(statSync(host).size).toBeGreaterThan(0);
  });
});
