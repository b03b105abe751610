import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { className, nameOfFolder } from '../../../src/cli/create/names.ts';
import { detectPackageManager, runScript } from '../../../src/cli/create/package-manager.ts';
import { parsePackage } from '../../../src/cli/create/packages.ts';

describe('detectPackageManager', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flb-node-'));

  test.each([
    ['npm/11.19.1 node/v20.20.2 linux x64', 'npm'],
    ['pnpm/10.1.0 npm/? node/v20.20.2 linux x64', 'pnpm'],
    ['yarn/4.5.0 npm/? node/v20.20.2 linux x64', 'yarn'],
  ])('%s', (agent, manager) => expect(detectPackageManager(folder, agent)).toBe(manager));

  test.each([
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['package-lock.json', 'npm'],
  ])('%s above the folder', (lock, manager) => {
    const above = mkdtempSync(join(tmpdir(), 'flb-node-'));
    mkdirSync(join(above, 'plugins'));
    writeFileSync(join(above, lock), '');
    expect(detectPackageManager(join(above, 'plugins/new'), '')).toBe(manager);
  });
});

test.each([
  ['npm', 'test', 'npm test'],
  ['npm', 'dev', 'npm run dev'],
  ['pnpm', 'dev', 'pnpm dev'],
] as const)('%s runs %s', (manager, script, line) => expect(runScript(manager, script)).toBe(line));

test.each([
  ['in-dummy', 'InDummy'],
  ['redact', 'Redact'],
  ['my_2nd-feed', 'My2ndFeed'],
])('the class of %s', (name, expected) => expect(className(name)).toBe(expected));

test.each([
  ['/srv/My Plugin', 'input', 'my-plugin'],
  ['/srv/my-plugin/', 'filter', 'my_plugin'],
  ['_x_', 'output', 'x'],
] as const)('%s suggests to an %s %s', (folder, type, name) => expect(nameOfFolder(folder, type)).toBe(name));

test.each([
  ['zod@^4', { name: 'zod', spec: '^4' }],
  ['@fluent-bit-node/linux-x64-gnu@0.1.0', { name: '@fluent-bit-node/linux-x64-gnu', spec: '0.1.0' }],
])('--package %s', (text, expected) => expect(parsePackage(text)).toEqual(expected));
