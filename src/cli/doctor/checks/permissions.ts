/**
 * What this user may do.
 *
 * @module
 */
import { accessSync, constants } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';

export const permissions: Check = {
  title: 'Permissions',
  run: ({ plugin }) => [...readable(plugin), temporary()],
};

function readable(plugin: DoctorContext['plugin']): Finding[] {
  if (plugin === undefined) return [];
  const file = resolve(plugin);
  if (may(file, constants.R_OK)) return [ok('plugin', `${userInfo().username} may read it`)];
  return [problem('plugin', `${userInfo().username} may not read ${file}`, `chmod a+r ${file}   # for the user that runs Fluent Bit`)];
}

function temporary(): Finding {
  const folder = tmpdir();
  if (may(folder, constants.W_OK | constants.X_OK)) return ok('temporary files', `in ${folder}`);
  return warning('temporary files', `${folder} cannot be written: bundling needs it`, 'export TMPDIR=/path/to/a/folder');
}

export function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
