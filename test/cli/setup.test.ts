import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';

/** The libnode that this repository's set-up unpacked, where it had to. */
const UNPACKED = join(ROOT, '.deps/usr');

test.runIf(existsSync(UNPACKED))('says what the loader has to know of a libnode that was unpacked', async () => {
  const { code, stdout, stderr } = await flbNode(['setup'], { env: { LIBNODE_DIR: UNPACKED } });
  expect(code, stderr).toBe(0);
  const [, folder] = /^export LD_LIBRARY_PATH=([^:]+):.*\$\{LD_LIBRARY_PATH:\+:\$LD_LIBRARY_PATH\}\n$/.exec(stdout) ?? [];
  const libnode = /^libnode is (.+)$/m.exec(stderr)?.[1] ?? '';
  expect(folder).toBe(dirname(libnode));
  expect(existsSync(libnode)).toBe(true);
});

test('a LIBNODE_DIR without a libnode is said, with the command to type', async () => {
  const { code, stdout, stderr } = await flbNode(['setup', '--json'], { env: { LIBNODE_DIR: scratch() } });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('FLB_NODE_E_BAD_LIBNODE_DIR');
  expect(stderr).toContain('unset LIBNODE_DIR');
});
