/**
 * npm, pnpm or yarn.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createError } from '../../errors.ts';
import { progress, say } from '../terminal.ts';

export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

const LOCKS: Record<string, PackageManager> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'package-lock.json': 'npm',
};

/**
 * The one that runs this (`npm_config_user_agent`, which `npx` and its like set), else the one whose lock file is in the
 * folder or above it. @default npm
 */
export function detectPackageManager(folder: string, userAgent = process.env['npm_config_user_agent']): PackageManager {
  const agent = PACKAGE_MANAGERS.find((name) => userAgent?.startsWith(`${name}/`));
  if (agent) return agent;
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const [file, name] of Object.entries(LOCKS)) if (existsSync(join(at, file))) return name;
    if (at === dirname(at)) return 'npm';
  }
}

/** Packages that are in the cache are not asked for again. */
const ARGUMENTS: Record<PackageManager, string[]> = {
  npm: ['install', '--prefer-offline', '--no-audit', '--no-fund'],
  pnpm: ['install', '--prefer-offline'],
  yarn: ['install'],
};

/** Installs a folder's dependencies. What it printed is shown when it failed. @throws `FLB_NODE_E_INSTALL` */
export async function install(manager: PackageManager, folder: string): Promise<void> {
  const args = ARGUMENTS[manager];
  const printed = await progress(`installing the packages with ${manager}`, output(manager, args, folder));
  if (printed === undefined) return;
  say(printed);
  throw createError('FLB_NODE_E_INSTALL', `${manager} ${args.join(' ')}`, folder);
}

/** What it printed when it failed; `undefined` when it did not. */
function output(command: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const add = (part: string): void => void (text += part);
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code) => resolve(code === 0 ? undefined : text.trim()));
  });
}

/** How to run a script: `npm run lint`, and shorter where there is a shorter one. */
export const runScript = (manager: PackageManager, script: string): string =>
  manager === 'npm' && script !== 'test' && script !== 'start' ? `npm run ${script}` : `${manager} ${script}`;
