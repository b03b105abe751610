import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { onPath } from '../../src/cli/doctor/programs.ts';
import type { Finding } from '../../src/cli/doctor/check.ts';
import { makeElf } from '../unit/cli/doctor/support.ts';
import { flbNode, ROOT } from './support/flb-node.ts';

const HOST = join(ROOT, 'build/bin/flb-node-host');
const REAL = onPath('fluent-bit', process.env);
const folder = mkdtempSync(join(tmpdir(), 'flb-node-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Finding & { check: string };

async function doctor(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; rows: Row[]; find: (check: string, subject: string) => Row | undefined }> {
  const { code, stdout, stderr } = await flbNode(['doctor', '--json', ...args], { env });
  if (stdout === '') throw new Error(stderr);
  const rows = JSON.parse(stdout) as Row[];
  return { code, rows, find: (check, subject) => rows.find((row) => row.check === check && row.subject === subject) };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test('on the host: what it lacks are warnings with a fix, and do not fail', async () => {
  const { code, rows, find } = await doctor(['--fluent-bit', HOST, 'build/plugins/in-dummy.so']);
  expect(rows.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(code).toBe(0);
  expect(rows.filter(({ level, fix }) => level !== 'ok' && !fix)).toEqual([]);
  expect(find('Fluent Bit', 'version')?.text).toContain('flb-node-host');
  expect(find('Fluent Bit', 'lacks')).toMatchObject({ level: 'warning', text: expect.stringContaining('flb_input_metrics_append') as string });
  expect(find('Plugin', 'bundle')?.text).toContain('input in-dummy');
});

test.skipIf(REAL === undefined)('on the Fluent Bit of this machine', async () => {
  const { code, rows, find } = await doctor(['--fluent-bit', REAL!]);
  expect({ code, problems: rows.filter(({ level }) => level === 'problem') }).toEqual({ code: 0, problems: [] });
  expect(find('Fluent Bit', 'version')?.text).toMatch(/^\d+\.\d+\.\d+ \(/);
  expect(rows.some(({ text }) => text === 'records pushed at once')).toBe(true);
});

test('for people: a sign for each line, problems with their fix, the sum last', async () => {
  const { code, stdout } = await flbNode(['doctor', '--fluent-bit', '/nowhere/fluent-bit']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ executable +\/nowhere\/fluent-bit is no program\n +fix: flb-node doctor --fluent-bit PATH/m);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^1 problem, \d+ warnings?, \d+ ok$/);
});

test('no fluent-bit on PATH is a warning', async () => {
  const { find } = await doctor([], { PATH: '/nowhere', FLUENT_BIT: '' });
  expect(find('Fluent Bit', 'executable')).toMatchObject({ level: 'warning', text: expect.stringContaining('no fluent-bit on PATH') as string });
  expect(find('Build', 'compiler')?.level).toBe('warning');
});

test('an executable whose symbols are not exported is a problem, and is not judged further', async () => {
  const { code, rows } = await doctor(['--fluent-bit', executable('stripped', makeElf({ undefined: ['malloc'] }))]);
  expect(code).toBe(1);
  const found = rows.filter(({ check }) => check === 'Fluent Bit');
  expect(found.find(({ subject }) => subject === 'symbols')).toMatchObject({ level: 'problem' });
  expect(found.filter(({ subject }) => subject === 'lacks')).toEqual([]);
});

test('a shell script in the place of Fluent Bit', async () => {
  const { find } = await doctor(['--fluent-bit', executable('wrapper', '#!/bin/sh\nexec fluent-bit "$@"\n')]);
  expect(find('Fluent Bit', 'executable')).toMatchObject({ level: 'problem', text: expect.stringContaining('not an ELF file') as string });
});

test('a Fluent Bit for musl is said not to be supported', async () => {
  const path = executable('musl', makeElf({ symbols: ['flb_input_name'], interpreter: '/lib/ld-musl-x86_64.so.1' }));
  const { find } = await doctor(['--fluent-bit', path]);
  expect(find('Machine', 'C library')).toMatchObject({ level: 'problem', text: expect.stringContaining('not supported') as string });
});

function executable(name: string, content: string | Buffer): string {
  const path = file(name, content);
  chmodSync(path, 0o755);
  return path;
}

describe('libnode', () => {
  const prefix = join(folder, 'node');
  const header = (major: number, abi: number): string =>
    `#define NODE_MAJOR_VERSION ${major}\n#define NODE_MINOR_VERSION 1\n#define NODE_PATCH_VERSION 2\n#define NODE_MODULE_VERSION ${abi}\n`;
  const install = (abi: number, major: number, headers: number): void => {
    rmSync(prefix, { recursive: true, force: true });
    file(`node/lib/libnode.so.${abi}`, Buffer.concat([makeElf({ soname: `libnode.so.${abi}` }), Buffer.from(`node.js/v${major}.1.2\0`)]));
    file('node/include/node/node.h', '');
    file('node/include/node/node_version.h', header(major, headers));
  };

  test('in LIBNODE_DIR, with its headers: its ABI and version', async () => {
    install(127, 22, 127);
    const { find } = await doctor([], { LIBNODE_DIR: prefix });
    expect(find('libnode', 'library')).toMatchObject({ level: 'ok', text: expect.stringContaining('Node 22.1.2, ABI 127') as string });
    expect(find('libnode', 'headers')).toMatchObject({ level: 'ok' });
  });

  test('the headers of another one', async () => {
    install(127, 22, 115);
    const { find } = await doctor([], { LIBNODE_DIR: prefix });
    expect(find('libnode', 'headers')).toMatchObject({ level: 'warning', text: expect.stringContaining('(ABI 115)') as string });
  });

  test('an ABI that this release does not know', async () => {
    install(93, 16, 93);
    const { code, find } = await doctor([], { LIBNODE_DIR: prefix });
    expect(find('libnode', 'library')).toMatchObject({ level: 'problem', text: expect.stringContaining('ABI 93') as string });
    expect(code).toBe(1);
  });

  test('a runtime for a libnode that is not there', async () => {
    const runtime = file('libflbnode.so', makeElf({ soname: 'libflbnode.so', needed: ['libnode.so.999', 'libc.so.6'], symbols: ['flbnode_api_v1'] }));
    copyFileSync(join(ROOT, 'build/plugins/in-dummy.so'), join(folder, 'in-dummy.so'));
    const { code, find } = await doctor([join(folder, 'in-dummy.so')]);
    expect(find('libnode', 'runtime')).toMatchObject({ level: 'problem', text: expect.stringContaining(`${runtime} (beside the plugin) needs libnode.so.999`) as string });
    expect(code).toBe(1);
    rmSync(runtime);
  });

  test('FLB_NODE_RUNTIME that is none', async () => {
    const { rows } = await doctor([], { FLB_NODE_RUNTIME: file('other.so', makeElf({ symbols: ['something'] })) });
    expect(rows.filter(({ check, subject }) => check === 'libnode' && subject === 'runtime')).toMatchObject([
      { level: 'problem', text: expect.stringContaining('not a runtime of ours') as string, fix: expect.stringContaining('FLB_NODE_RUNTIME') as string },
    ]);
  });
});

describe('a plugin', () => {
  test.each([
    ['a text', 'plugin.so', '[INPUT]\n', 'file', 'not an ELF file'],
    ['another library', 'other.so', makeElf({ symbols: ['sqlite3_open'] }), 'entry points', 'no plugin of Fluent Bit'],
    ['one that lacks some', 'half.so', makeElf({ symbols: ['FLBPluginRegister', 'FLBPluginInit'] }), 'entry points', 'FLBPluginUnregister'],
    ['one that can be unloaded', 'old.so', makeElf({ symbols: ['FLBPluginRegister'] }), 'unloading', '-z nodelete'],
    ['one that needs what is nowhere', 'needs.so', makeElf({ needed: ['libnowhere.so.1'] }), 'libraries', 'libnowhere.so.1'],
  ])('%s', async (_what, name, content, subject, text) => {
    const { code, find } = await doctor([file(name, content)]);
    expect(find('Plugin', subject)).toMatchObject({ level: 'problem', text: expect.stringContaining(text) as string });
    expect(code).toBe(1);
  });

  test('a filter whose file has another name', async () => {
    const path = join(folder, 'redact.so');
    copyFileSync(join(ROOT, 'build/plugins/flb-filter_redact.so'), path);
    const { find } = await doctor([path]);
    expect(find('Plugin', 'entry points')).toMatchObject({ level: 'problem', fix: expect.stringMatching(/^mv .*redact\.so .*flb-filter_redact\.so$/) as string });
  });

  test('its source', async () => {
    const { find } = await doctor([join(ROOT, 'examples/in-dummy/plugin.ts')]);
    expect(find('Plugin', 'source')).toMatchObject({ level: 'ok', text: expect.stringContaining('the input in-dummy') as string });
  });

  test('a source that registers nothing', async () => {
    const { code, find } = await doctor([file('plugin.ts', 'export {};\n')]);
    expect(find('Plugin', 'source')).toMatchObject({ level: 'problem', text: expect.stringContaining('FLB_NODE_E_NOT_REGISTERED') as string });
    expect(code).toBe(1);
  });

  test('one that is not there is a wrong argument', async () => {
    const { code, stderr } = await flbNode(['doctor', 'nowhere.so']);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.so');
  });
});

describe('the files of a configuration', () => {
  const spill = join(folder, 'spill');
  const config = {
    'fluent-bit.yaml': `service:\n  plugins_file: plugins.conf\npipeline:\n  inputs:\n    - name: in-dummy\n      node.spill_path: ${spill}\n`,
    'fluent-bit.conf': `[SERVICE]\n    plugins_file plugins.conf\n[INPUT]\n    Name in-dummy\n    node.spill_path ${spill}\n`,
  };

  test.each(Object.entries(config))('%s', async (name, text) => {
    const path = file(`config/${name}`, text);
    file('config/plugins.conf', '[PLUGINS]\n    Path ./missing.so\n');
    rmSync(spill, { recursive: true, force: true });
    const before = await doctor(['-c', path]);
    expect(before.find('Permissions', 'node.spill_path')).toMatchObject({ level: 'problem', fix: `mkdir -p ${spill}` });
    expect(before.find('Permissions', 'plugin')).toMatchObject({ level: 'problem', text: expect.stringContaining('missing.so') as string });
    expect(before.find('Permissions', 'plugins_file')?.level).toBe('ok');
    expect(before.code).toBe(1);
    mkdirSync(spill);
    const after = await doctor(['-c', path]);
    expect(after.find('Permissions', 'node.spill_path')?.level).toBe('ok');
  });
});

test('a folder for the control socket that others may enter', async () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  const { find } = await doctor([], { XDG_RUNTIME_DIR: open });
  expect(find('Permissions', 'control socket')).toMatchObject({ level: 'warning', fix: expect.stringContaining(`chmod go-rwx ${open}`) as string });
  chmodSync(open, 0o700);
  expect((await doctor([], { XDG_RUNTIME_DIR: open })).find('Permissions', 'control socket')?.level).toBe('ok');
});

test('the environment: NODE_OPTIONS and a missing file of certificates', async () => {
  const { find } = await doctor([], { NODE_OPTIONS: '--stack-trace-limit=20', NODE_EXTRA_CA_CERTS: '/nowhere.pem' });
  expect(find('Environment', 'NODE_OPTIONS')).toMatchObject({ level: 'warning', text: expect.stringContaining('--stack-trace-limit=20') as string });
  expect(find('Environment', 'NODE_EXTRA_CA_CERTS')).toMatchObject({ level: 'problem' });
});
