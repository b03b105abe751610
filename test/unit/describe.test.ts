/** What the build writes into a plugin's shared object. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The source that cmake/describe.mjs writes for a plugin's module. */
async function describeBundle(body: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flbnode-'));
  const { outputFiles } = await build({
    stdin: {
      contents: `import { registerInput } from ${JSON.stringify(at('src/index.ts'))}; import * as z from 'zod'; ${body}`,
      resolveDir: at('.'),
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const [bundle, output] = [join(folder, 'bundle.cjs'), join(folder, 'plugin_info.cc')];
  writeFileSync(bundle, outputFiles[0]?.contents ?? '');
  await promisify(execFile)(process.execPath, [at('cmake/describe.mjs'), bundle, output]);
  return readFileSync(output, 'utf8');
}

test('name, type, and the options of the schema and the runtime, ended by an empty one', async () => {
  const source = await describeBundle(`registerInput('in-a', 'It "quotes"', () => ({}), { config: z.object({
    apiKey: z.string().describe('The \\\\key\\n"k"'), batch: z.coerce.number().int().default(5) }) })`);
  expect(source).toContain('    "in-a",\n    "It \\042quotes\\042",\n');
  const entries = source.split('\n').filter((line) => line.startsWith('    {'));
  expect(entries.slice(0, 4)).toEqual([
    String.raw`    {flb::kMapString, "api_key", nullptr, 0, 0, 0, "The \134key \042k\042 (required)", {}},`,
    '    {flb::kMapString, "apiKey", nullptr, 0, 0, 0, "Another spelling of api_key", {}},',
    '    {flb::kMapInteger, "batch", "5", 0, 0, 0, "", {}},',
    '    {flb::kMapTime, "node.init_timeout", "30s", 0, 0, 0, "How long init may take before start-up fails.", {}},',
  ]);
  expect(entries.at(-1)).toBe('    {},');
  expect(source).toContain('flbnode_config_map() { return config_map; }');
});

test('no map without a schema, and with one that lets any key pass', async () => {
  for (const options of ['undefined', '{ config: z.looseObject({ a: z.string() }) }']) {
    const source = await describeBundle(`registerInput('in-a', 'd', () => ({}), ${options})`);
    expect(source).toContain('flbnode_config_map() { return nullptr; }');
    expect(source).not.toContain('config_map[]');
  }
});
