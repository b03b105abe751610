/** The tarballs of `npm run pack`, which the suite has run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { ownPlatform } from '../../../tools/lib/pack/platforms.mjs';
import { tarballs } from '../../../tools/lib/pack/stage.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const platform = ownPlatform();
export const { main: MAIN, platform: PLATFORM } = tarballs(platform);

export interface Manifest {
  name: string;
  version: string;
  files: string[];
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
  sideEffects: string[];
  scripts?: Record<string, string>;
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  os: string[];
  cpu: string[];
  libc: string[];
}

const made: string[] = [];

/** An empty folder outside of the repository, for as long as a file's tests run. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flb-node-package-')));
  made.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** The folder that a tarball is unpacked into: npm calls it `package`. */
export function unpack(tarball: string): string {
  const folder = scratch();
  const { status, stderr } = spawnSync('tar', ['xzf', tarball, '-C', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return join(folder, 'package');
}
