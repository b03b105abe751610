import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flbNode } from './support/flb-node.ts';
import { FULL_OUTPUT, pluginFolder } from './support/plugin.ts';

const README = '# Mine\n\n<!-- options:begin -->\nold\n<!-- options:end -->\n\nThe rest.\n';

test('writes what is between the markers, and nothing else', async () => {
  const cwd = pluginFolder(FULL_OUTPUT, { 'README.md': README });
  expect(await flbNode(['readme', 'plugin.ts'], { cwd })).toEqual({ code: 0, stdout: 'README.md\n', stderr: '' });
  const written = readFileSync(join(cwd, 'README.md'), 'utf8');
  expect(written).toMatch(/^# Mine\n\n<!-- options:begin -->\n\| Option [^]+\| `pause` [^\n]+\n<!-- options:end -->\n\nThe rest\.\n$/);
  expect(await flbNode(['readme', 'plugin.ts'], { cwd })).toEqual({ code: 0, stdout: '', stderr: 'README.md is up to date\n' });
});

test('--check writes nothing, and ends with 1 when it is out of date', async () => {
  const cwd = pluginFolder(FULL_OUTPUT, { 'options.md': README });
  const { code, stderr } = await flbNode(['readme', 'plugin.ts', 'options.md', '--check'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'options.md is out of date: flb-node readme plugin.ts options.md\n' });
  expect(readFileSync(join(cwd, 'options.md'), 'utf8')).toBe(README);
  await flbNode(['readme', 'plugin.ts', 'options.md'], { cwd });
  expect(await flbNode(['readme', 'plugin.ts', 'options.md', '--check'], { cwd })).toMatchObject({ code: 0 });
});

test.each([
  ['without a file', {}, 'there is no file README.md'],
  ['without markers', { 'README.md': '# Mine\n' }, 'README.md has no lines <!-- options:begin --> and <!-- options:end -->'],
])('%s ends with 2', async (_what, files, message) => {
  const cwd = pluginFolder(FULL_OUTPUT, files);
  const { code, stderr } = await flbNode(['readme', 'plugin.ts'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
