import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { evaluate } from '../../../src/runtime/evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'flbnode-evaluate-'));
const file = join(folder, 'plugin.so.cjs');
writeFileSync(join(folder, 'beside.cjs'), 'module.exports = 42;');
writeFileSync(join(folder, 'beside.mjs'), 'export default 43;');

const seen = globalThis as { seen?: unknown };

test('the code has the scope of a module', () => {
  evaluate('globalThis.seen = [__filename, __dirname, require("./beside.cjs"), module.exports === exports, this === exports]', file);
  expect(seen.seen).toEqual([file, folder, 42, true, true]);
  evaluate('globalThis.seen = [require.resolve("./beside.cjs"), module.filename, module.paths[0]]', file);
  expect(seen.seen).toEqual([createRequire(file).resolve('./beside.cjs'), file, join(folder, 'node_modules')]);
});

test('its import() starts from its file', async () => {
  expect(evaluate('globalThis.seen = import("./beside.mjs")', file)).toBeUndefined();
  await expect(seen.seen).resolves.toMatchObject({ default: 43 });
});

test('what was compiled before serves again, and what does not fit is compiled', () => {
  const code = 'globalThis.seen = (() => 1)()';
  const params = ['exports', 'require', 'module', '__filename', '__dirname'];
  const { cachedData } = vm.compileFunction(code, params, { filename: file, produceCachedData: true });
  const rejected = (cache: Uint8Array): unknown =>
    (evaluate(code, file, cache) as { cachedDataRejected?: boolean }).cachedDataRejected;
  expect(rejected(cachedData as Buffer)).toBe(false);
  expect(rejected(new Uint8Array(64))).toBe(true);
  expect(seen.seen).toBe(1);
});

test('errors are those of the code', () => {
  expect(() => evaluate('const = 1', file)).toThrow(SyntaxError);
  expect(() => evaluate('throw new RangeError("no")', file)).toThrow(RangeError);
});
