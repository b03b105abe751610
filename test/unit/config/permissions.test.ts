import { describe, expect, test } from 'vitest';
import { parsePermissions, permissionArgs, type Permissions } from '../../../src/config/permissions.ts';

const none: Permissions = { fsRead: [], fsWrite: [], net: false, childProcess: false, worker: false, addons: false, wasi: false };

describe('parsePermissions', () => {
  test.each<[string, Permissions | null]>([
    ['', null],
    ['  ', null],
    ['none', none],
    ['fs.read=/etc/app,/var/data/* fs.write=*', { ...none, fsRead: ['/etc/app', '/var/data/*'], fsWrite: ['*'] }],
    [' net\tchild_process worker addons wasi ', { ...none, net: true, childProcess: true, worker: true, addons: true, wasi: true }],
  ])('%j', (text, expected) => expect(parsePermissions(text)).toEqual(expected));

  test.each([
    'all', 'NET', 'net net', 'net=on', 'none net', 'fs', 'fs.read', 'fs.read=', 'fs.read=etc', 'fs.read=./a', 'fs.read=/a,',
    'fs.read=/a,b', 'fs.read=/a*', 'fs.read=/a/*/b', 'fs.read=/a fs.read=/b', 'fs.read=/a/../etc', '--allow-worker', 'fs.exec=/a', 'constructor',
  ])('refuses %j', (text) => expect(parsePermissions(text)).toBeUndefined());
});

describe('permissionArgs', () => {
  const knows = (...options: string[]) => (option: string) => options.includes(option);
  const node20 = knows('--experimental-permission', '--allow-fs-read', '--allow-addons', '--allow-wasi', '--disable-warning');
  const node24 = knows('--permission', '--allow-addons', '--allow-wasi', '--disable-warning');
  const node25 = knows('--permission', '--allow-net', '--allow-addons', '--allow-wasi', '--disable-warning');
  const silent = '--disable-warning=SecurityWarning';

  test('grants what is listed and nothing else', () => {
    const all: Permissions = { fsRead: ['/a', '/b'], fsWrite: ['/c'], net: true, childProcess: true, worker: true, addons: true, wasi: true };
    const grants = ['--allow-fs-read=/a', '--allow-fs-read=/b', '--allow-fs-write=/c'];
    const rest = ['--allow-child-process', '--allow-worker', '--allow-wasi', '--allow-addons', silent];
    expect(permissionArgs(all, node20, '20')).toEqual(['--experimental-permission', ...grants, ...rest]);
    expect(permissionArgs(all, node25, '25')).toEqual(['--permission', ...grants, '--allow-net', ...rest]);
    expect(permissionArgs({ ...none, net: true }, node20, '20')).toEqual(['--experimental-permission', silent]);
    expect(permissionArgs(none, node25, '25')).toEqual(['--permission', '--allow-addons', silent]);
  });

  test('refuses what this libnode cannot keep', () => {
    expect(() => permissionArgs(none, () => false, '18.20.4')).toThrow('libnode 18.20.4 has no permission model');
    expect(() => permissionArgs(none, node24, '24.22.2')).toThrow('libnode 24.22.2 cannot deny the network');
  });
});
