/**
 * Other programs: where they are and what they say.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Longer than any answer to `--version`; a program that waits for input is ended. */
const TIMEOUT_MS = 10_000;
/** A user's PATH often lacks them. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Where a program is: a path as given, or a name looked up on PATH. */
export function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return firstProgram(name.includes('/') ? [resolve(name)] : folders.map((folder) => join(folder, name)));
}

/** The same for what only administrators have on their PATH. */
export const systemProgram = (name: string, env: NodeJS.ProcessEnv): string | undefined =>
  onPath(name, env) ?? firstProgram(SYSTEM_FOLDERS.map((folder) => join(folder, name)));

const firstProgram = (places: readonly string[]): string | undefined =>
  places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });

/** What it printed, or `undefined` when it could not be run or failed. */
export function output(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    maxBuffer: 16 << 20,
    env: { ...env, LC_ALL: 'C' },
  });
  return status === 0 ? stdout : undefined;
}

/** A command as the user has to type it to run it as root. */
export const asRoot = (command: string): string => (process.getuid?.() === 0 ? command : `sudo ${command}`);
