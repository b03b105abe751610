import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';
import { FULL_OUTPUT, pluginFolder } from './support/plugin.ts';

const HOST = join(ROOT, 'build/bin/flb-node-host');
const hasFluentBit = spawnSync('fluent-bit', ['--version']).status === 0;

const sample = async (plugin: string, format: string, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await flbNode(['config', join(ROOT, plugin), '--format', format, ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** The defaults without their #. Those without a value are left out: there is none to give. */
const uncommented = (text: string): string =>
  text.replace(/^( +)# ([\w.]+):? ?(.*)$/gm, (line, indent: string, key: string, value: string) =>
    /^[a-z_.]+$/.test(key) && line.startsWith(`${indent}# ${key}: `) && value !== "''" ? `${indent}${key}: ${value}` : line,
  );

describe.each([
  ['in-dummy', 'in-dummy.so'],
  ['filter-redact', 'flb-filter_redact.so'],
  ['out-stdout', 'out-stdout.so'],
  ['custom-extension', 'custom-extension.so'],
])('%s', (example, so) => {
  const plugin = `examples/${example}/plugin.ts`;
  const library = join(ROOT, 'build/plugins', so);

  const written = async (format: string): Promise<string> => {
    const folder = scratch();
    writeFileSync(join(folder, 'plugins.conf'), `[PLUGINS]\n    Path ${library}\n`);
    const file = join(folder, format === 'yaml' ? 'fluent-bit.yaml' : 'fluent-bit.conf');
    writeFileSync(file, await sample(plugin, format, '--all'));
    return file;
  };

  test.each(['yaml', 'classic'])('%s: the check finds nothing wrong', async (format) => {
    expect(await flbNode(['lint', plugin, await written(format)])).toMatchObject({ code: 0, stdout: '' });
  });

  test('nor in the defaults once they are no comments', async () => {
    const file = join(scratch(), 'all.yaml');
    const text = uncommented(await sample(plugin, 'yaml', '--all'));
    expect(text).toMatch(/^ +node\.init_timeout: 30s$/m);
    writeFileSync(file, text);
    expect(await flbNode(['lint', plugin, file])).toMatchObject({ code: 0, stdout: '' });
  });

  test.skipIf(!existsSync(HOST) || !existsSync(library)).each(['yaml', 'classic'])('%s: the host runs it as it is', async (format) => {
    const { status, stderr } = spawnSync(HOST, ['-c', await written(format), '--seconds', '0.2'], { encoding: 'utf8' });
    expect(stderr).not.toMatch(/\[error\]|FLB_NODE_E_/);
    expect(status).toBe(0);
  });

  test.skipIf(!hasFluentBit || !existsSync(library)).each(['yaml', 'classic'])('%s: Fluent Bit takes it as it is', async (format) => {
    const { status, stderr } = spawnSync('fluent-bit', ['-c', await written(format), '--dry-run'], { encoding: 'utf8' });
    expect(stderr).not.toContain('[error]');
    expect(status).toBe(0);
  });
});

test('required options have a value that the schema takes; defaults stand in comments', async () => {
  const cwd = pluginFolder(FULL_OUTPUT);
  const { stdout, stderr } = await flbNode(['config', 'plugin.ts'], { cwd });
  expect(stderr).toBe('');
  expect(stdout).toContain(`  outputs:
    - name: out-full
      match: '*'
      workers: 1
      # (required) Where to
      url: http://localhost:8080/
      # Who we are. Secret.
      # api_key: ''
      # How. One of json, a|b.
      # format: json
      # (required) One of low, high.
      level: low
      # Records of a request.
      # batch: 100
      # pause: 1m30s
`);
});

test('an option that no example fits is named', async () => {
  const cwd = pluginFolder(`
    import { registerInput } from 'fluent-bit-node';
    import * as z from 'zod';
    const config = z.object({ code: z.string().regex(/^X{17}$/) });
    export default registerInput('in-code', 'Wants a code', () => ({ init() {}, async collect() {} }), { config });`);
  const { code, stderr } = await flbNode(['config', 'plugin.ts'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'code is required, and no example of it was found: fill it in\n' });
});
