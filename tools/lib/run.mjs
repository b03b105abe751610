// Other programs: run them with their output shown, or read what they say.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** One line that says what the next, possibly long, step is. */
export const step = (text) => console.log(`==> ${text}`);

/** Runs a program with its output shown as it comes. Resolves to its exit status (128 + n after signal n). */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', fail);
    child.on('close', (status, signal) => done(signal ? 128 : status));
  });
}

/** Runs a program and returns what it printed. A program that does not exist has status 127. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
    // Their messages are read here, so they have to be in one language.
    env: { ...process.env, LC_ALL: 'C', ...options.env },
  });
  return { status: result.status ?? 127, stdout: result.stdout ?? '', stderr: result.stderr ?? '' };
}

/** Where a program is: a path as given, or a name looked up on PATH. */
export function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = name.includes('/') ? [resolve(name)] : folders.map((folder) => join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return statSync(place).isFile();
    } catch {
      return false;
    }
  });
}
