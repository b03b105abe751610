/**
 * What this user may do. Fluent Bit's user is often another: run doctor as that one.
 *
 * @module
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { controlFolders } from '../../../control/place.ts';
import { shownPath } from '../../build/summary.ts';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import { filesOf } from '../config-files.ts';
import type { DoctorContext } from '../context.ts';

/** Group and others. */
const OTHERS = 0o077;
const WRITE = constants.W_OK | constants.X_OK;

export const permissions: Check = {
  title: 'Permissions',
  run: ({ plugin, config, env }) => [
    ...(plugin === undefined ? [] : [readable('plugin', resolve(plugin))]),
    ...(config === undefined ? [] : ofConfig(config)),
    temporary(),
    controlSocket(env),
  ],
};

function ofConfig(config: string): Finding[] {
  const { pluginsFile, plugins, spillFolders } = filesOf(config);
  return [
    readable('configuration', config),
    ...(pluginsFile === undefined ? [] : [readable('plugins_file', pluginsFile)]),
    ...plugins.map((file) => readable('plugin', file)),
    ...spillFolders.map(spill),
  ];
}

function readable(subject: string, file: string): Finding {
  const [user, shown] = [userName(), shownPath(file)];
  if (!existsSync(file)) return problem(subject, `there is no file ${shown}`, 'correct its path');
  if (may(file, constants.R_OK)) return ok(subject, `${user} may read ${shown}`);
  return problem(subject, `${user} may not read ${shown}`, `chmod a+r ${shown}   # for the user that runs Fluent Bit`);
}

/** node.spill_path, which the runtime does not make. */
function spill(folder: string): Finding {
  const shown = shownPath(folder);
  if (!existsSync(folder)) return problem('node.spill_path', `there is no folder ${shown}`, `mkdir -p ${shown}`);
  if (may(folder, WRITE)) return ok('node.spill_path', `${userName()} may write to ${shown}`);
  return problem('node.spill_path', `${userName()} may not write to ${shown}`, `chown ${userName()} ${shown}   # or the user that runs Fluent Bit`);
}

function temporary(): Finding {
  const folder = tmpdir();
  if (may(folder, WRITE)) return ok('temporary files', `in ${folder}`);
  return warning('temporary files', `${folder} cannot be written: bundling needs it`, 'export TMPDIR=/path/to/a/folder');
}

/** Where node.control makes its socket: the folders are the user's alone, and made when they are not there. */
function controlSocket(env: DoctorContext['env']): Finding {
  const folders = controlFolders(process.geteuid?.() ?? 0, env);
  const fix = 'unset XDG_RUNTIME_DIR, or set it to a folder of mode 0700 that is yours';
  const first = folders.find((folder) => !existsSync(folder));
  const parent = first && dirname(first);
  if (parent !== undefined && !may(parent, WRITE)) {
    return warning('control socket', `${parent} cannot be written: node.control has no place there`, fix);
  }
  const open = folders.find((folder) => existsSync(folder) && !isPrivate(folder));
  if (open !== undefined) return warning('control socket', `${open} is not this user's alone: node.control refuses it`, `chmod go-rwx ${open}   # if it is yours`);
  return ok('control socket', `node.control may make one in ${folders.at(-1)}`);
}

function isPrivate(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return uid === (process.geteuid?.() ?? 0) && (mode & OTHERS) === 0;
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A container may have no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.geteuid?.() ?? ''}`;
  }
}
