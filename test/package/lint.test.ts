import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';
import { MAIN, PLATFORM, ROOT } from './support/packed.ts';

test.each([
  ['fluent-bit-node', MAIN],
  ['the package of this platform', PLATFORM],
])('publint finds nothing in %s', async (_, tarball) => {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const packed = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('the types of each export are those of its code', () => {
  // ESM alone: Node 20.19 and later can require() it, and older module resolutions know no exports.
  const program = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const args = [program, MAIN, '--profile', 'esm-only', '--format', 'json'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: ROOT });
  const { analysis, problems = {} } = JSON.parse(stdout) as {
    analysis: { types: { kind: string }; entrypoints: Record<string, unknown> };
    problems?: object;
  };
  expect({ status, types: analysis.types.kind }, JSON.stringify(problems)).toEqual({ status: 0, types: 'included' });
  expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(['.', './testing']));
});
