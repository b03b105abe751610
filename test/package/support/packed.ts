/** The tarballs of `npm run pack`, which the suite has run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tarballs } from '../../../tools/lib/pack/stage.mjs';
import { ownPlatform } from '../../../tools/lib/pack/platforms.mjs';

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

/** An empty folder outside of the repository. */
export const scratch = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'flb-node-package-')));

/** The folder that a tarball is unpacked into: npm calls it `package`. */
export function unpack(tarball: string): string {
  const folder = scratch();
  const { status, stderr } = spawnSync('tar', ['xzf', tarball, '-C', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return join(folder, 'package');
}
