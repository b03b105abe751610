import { expect, test } from 'vitest';
import { flbNode } from './support/flb-node.ts';
import { FULL_OUTPUT, pluginFolder } from './support/plugin.ts';

const cwd = pluginFolder(FULL_OUTPUT);

test('a table with types, defaults and what is required', async () => {
  const { code, stdout, stderr } = await flbNode(['usage', 'plugin.ts'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(
    [
      'out-full (output): Has many options',
      '',
      'OPTION   TYPE     DEFAULT   DESCRIPTION',
      'url      string   required  Where to',
      'api_key  string             Who we are. Secret.',
      'format   string   json      How. One of json, a|b.',
      'level    string   required  One of low, high.',
      'batch    integer  100       Records of a request.',
      'pause    string   1m30s',
      '',
    ].join('\n'),
  );
});

test('--json has all of it', async () => {
  const { stdout } = await flbNode(['usage', 'plugin.ts', '--json'], { cwd });
  const listing = JSON.parse(stdout) as { options: unknown[] };
  expect(listing).toMatchObject({ name: 'out-full', type: 'output', description: 'Has many options' });
  expect(listing.options).toHaveLength(6);
  expect(listing.options[1]).toEqual({ name: 'api_key', type: 'string', required: false, secret: true, description: 'Who we are' });
  expect(listing.options[3]).toMatchObject({ name: 'level', required: true, values: ['low', 'high'] });
});

test('--markdown is a table', async () => {
  const { stdout } = await flbNode(['usage', 'plugin.ts', '--markdown'], { cwd });
  expect(stdout).toContain('| `url` | string | required | Where to |\n');
  expect(stdout).toContain('| `api_key` | string | not shown | Who we are. Secret. |\n');
  expect(stdout).toContain('| `format` | string | `json` | How. One of json, a\\|b. |\n');
});

test("--all adds the runtime's settings for this kind of plugin", async () => {
  const { stdout } = await flbNode(['usage', 'plugin.ts', '--all'], { cwd });
  expect(stdout).toMatch(/^node\.flush_timeout +duration +30s +How long a flush may take/m);
  expect(stdout).not.toContain('node.filter_timeout');
});

test('a plugin without a schema has none', async () => {
  const { code, stdout } = await flbNode(['usage', 'examples/out-stdout/plugin.ts']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'out-stdout (output): TypeScript output plugin that prints records\n\nno options\n',
  });
});

test('a schema that does not tell its keys: that is said', async () => {
  const silent = pluginFolder(`
    import { registerInput } from 'fluent-bit-node';
    const config = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } };
    export default registerInput('in-silent', 'Says nothing', () => ({ init() {}, async collect() {} }), { config });`);
  const { code, stdout, stderr } = await flbNode(['usage', 'plugin.ts', '--json'], { cwd: silent });
  expect(code).toBe(0);
  expect(stderr).toBe('in-silent: the library of its schema does not tell its options\n');
  expect(JSON.parse(stdout)).toMatchObject({ options: null });
});
