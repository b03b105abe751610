/** What `flb-node build` finds on a machine, and how it names and counts what it made. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pluginFileName, replaceFile } from '../../../src/cli/build/files.ts';
import { libnodeName } from '../../../src/cli/build/runtime.ts';
import { shownPath, shownSize, sizeLine } from '../../../src/cli/build/summary.ts';
import { PACKAGE_ROOT } from '../../../src/cli/package-root.ts';
import { abiOf, needPlatformFile, platformFile, platformName, runtimeFor } from '../../../src/cli/platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'flbnode-'));

test("a file's name is what Fluent Bit wants", () => {
  const name = (type: 'input' | 'filter', plugin: string): string => pluginFileName({ type, name: plugin });
  expect(name('input', 'in-a')).toBe('in-a.so');
  expect(name('filter', 'a_b')).toBe('flb-filter_a_b.so');
  expect(name('input', 'flb-in'), 'else it is taken for one of Fluent Bit itself').toBe('node-flb-in.so');
});

test('sizes and paths as people read them', () => {
  expect([0, 1, 1024, 626_000, 1_023_000, 1_150_000].map(shownSize)).toEqual(['0 KiB', '1 KiB', '1 KiB', '612 KiB', '1000 KiB', '1.1 MiB']);
  expect(shownPath(join(process.cwd(), 'build/a.so'))).toBe('build/a.so');
  expect(shownPath('/elsewhere/a.so')).toBe('/elsewhere/a.so');
  expect([108, 999].map(libnodeName)).toEqual(['libnode.so.108 (Node 18)', 'libnode.so.999']);
  const plugin = { file: '/x/a.so', bytes: 626_000, bundleBytes: 587_000 };
  expect(sizeLine(plugin)).toBe('/x/a.so  612 KiB (bundle 574 KiB)');
  const runtime = { file: '/x/libflbnode.so', bytes: 1_150_000, abi: 115 };
  expect(sizeLine(plugin, runtime)).toBe('/x/a.so  612 KiB (bundle 574 KiB), libflbnode.so 1.1 MiB for libnode.so.115 (Node 20)');
});

test('a file that is replaced is a new one', () => {
  const file = join(folder, 'a.so');
  writeFileSync(file, 'old', { mode: 0o600 });
  const before = statSync(file).ino;
  replaceFile(file, (temporary) => writeFileSync(temporary, 'new'));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).ino).not.toBe(before);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(readdirSync(folder)).toEqual(['a.so']);
});

test('a runtime tells which libnode it needs', () => {
  const file = join(folder, 'runtime');
  writeFileSync(file, 'x\0libnode.so.115\0y');
  expect(abiOf(file)).toBe(115);
  writeFileSync(file, 'nothing of the kind');
  expect(abiOf(file)).toBeUndefined();
});

test('what is prebuilt, and what is not', () => {
  expect(platformName()).toMatch(/^\w+-\w+/);
  expect(platformFile('plugin/none.so')).toBeUndefined();
  expect(runtimeFor(1)).toBeUndefined();
  expect(() => needPlatformFile('plugin/none.so')).toThrow(
    expect.objectContaining({ code: 'FLB_NODE_E_PLATFORM', message: `none.so is not there: nothing prebuilt for ${platformName()} is installed` }),
  );
});

test.runIf(existsSync(join(PACKAGE_ROOT, 'build/prebuilt/flb-node-template.so')))('the template of the build is found', () => {
  expect(platformFile('plugin/flb-node-template.so')).toMatch(/flb-node-template\.so$/);
});
