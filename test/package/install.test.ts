import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { libnodeEnvironment, pathWithoutCompiler, primeCache } from '../../tools/lib/pack/outside.mjs';
import { MAIN, PLATFORM, platform, scratch } from './support/packed.ts';

const COMPILED = `@fluent-bit-node/${platform.name}`;

const PLUGIN = `
import { registerInput } from 'fluent-bit-node';

registerInput('in-packed', 'of a package', () => ({
  init() {},
  async collect(ctx, channel) {
    for await (const _ of ctx.ticker(10)) await channel.write({ record: { message: 'from the package' } });
  },
}));
`;

const PIPELINE = `
service:
  flush: 0.2
  plugins_file: plugins.conf
pipeline:
  inputs:
    - name: in-packed
      tag: packed
  outputs:
    - name: stdout
      match: '*'
`;

/** A folder with the two tarballs as its dependencies. */
function project(): string {
  const folder = scratch();
  const dependencies = { 'fluent-bit-node': `file:${MAIN}`, [COMPILED]: `file:${PLATFORM}` };
  const manifest = { name: 'packed', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'plugin.ts'), PLUGIN);
  writeFileSync(join(folder, 'fluent-bit.yaml'), PIPELINE);
  writeFileSync(join(folder, 'plugins.conf'), '[PLUGINS]\n    Path build/in-packed.so\n');
  return folder;
}

const env = { ...process.env, ...libnodeEnvironment(), NO_COLOR: '1', PATH: pathWithoutCompiler(join(scratch(), 'bin')) };
let folder: string;

function succeed(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

beforeAll(() => {
  primeCache(project());
  folder = project();
}, 300_000);

test('there is no compiler where the packages are installed', () => {
  for (const program of ['c++', 'g++', 'cc', 'cmake', 'make']) {
    expect(spawnSync(program, ['--version'], { env }).error, program).toMatchObject({ code: 'ENOENT' });
  }
});

test('the packages install offline', () => {
  succeed('npm', 'install', '--offline', '--no-audit', '--no-fund');
  expect(existsSync(join(folder, 'node_modules', COMPILED, 'bin/flb-node-host'))).toBe(true);
});

test('the exports load', () => {
  const script = `
    const [sdk, testing] = await Promise.all(['fluent-bit-node', 'fluent-bit-node/testing'].map((name) => import(name)));
    console.log(typeof sdk.registerInput, typeof testing.runInput);
  `;
  expect(succeed('node', '--input-type=module', '-e', script)).toBe('function function\n');
});

test('a plugin is built of them, and runs on the host that is one of them', () => {
  succeed('npx', '--offline', 'flb-node', 'build', 'plugin.ts', '--prebuilt');
  const host = join(folder, 'node_modules', COMPILED, 'bin/flb-node-host');
  expect(succeed(host, '-c', 'fluent-bit.yaml', '--records', '3')).toContain('{"message"=>"from the package"}');
});
