/**
 * The Worker's part of `node.permissions`: denies what Node does not, and makes sure that Node denies the rest.
 *
 * @module
 */
import { join } from 'node:path';
import type { Permissions } from '../config/permissions.ts';
import { createError } from '../errors.ts';

interface PermissionModel {
  has(scope: string, reference?: string): boolean;
}

/** `/a`, `/a/` and `/a/*` cover `/a` and all below it; `*` and `/` all there is. */
const covers = (paths: readonly string[], folder: string): boolean =>
  paths.map((path) => path.replace(/\/?\*?$/, '/')).some((path) => join(folder, '/').startsWith(path));

/**
 * Before any code of the plugin runs.
 *
 * @throws `FLB_NODE_E_PERMISSIONS` when more is possible than was granted.
 */
export function confine(permissions: Permissions): void {
  const model = (process as unknown as { permission?: PermissionModel }).permission;
  if (model === undefined) throw createError('FLB_NODE_E_PERMISSIONS', 'Node has not taken it over into the Worker');
  if (!permissions.addons) denyAddons();

  const { fsRead, fsWrite } = permissions;
  const cwd = process.cwd();
  const excess = (
    [
      ['child_process', permissions.childProcess, 'child'],
      ['worker', permissions.worker, 'worker'],
      ['wasi', permissions.wasi, 'wasi'],
      // libnode 24 takes the name of a Worker's script for an empty path, which is the working directory.
      [`fs.read=${cwd}`, covers(fsRead, cwd), 'fs.read', cwd],
      [`fs.write=${cwd}`, covers(fsWrite, cwd), 'fs.write', cwd],
      // With a path: libnode 20 takes none for the working directory.
      ['fs.read=*', covers(fsRead, '/'), 'fs.read', '/'],
      ['fs.write=*', covers(fsWrite, '/'), 'fs.write', '/'],
    ] as const
  ).find(([, isGranted, scope, path]) => !isGranted && model.has(scope, path));
  if (excess === undefined) return;
  const [grant] = excess;
  const instead = grant.endsWith(cwd) ? 'grant it, and start Fluent Bit where there is nothing to read' : 'grant it';
  throw createError('FLB_NODE_E_PERMISSIONS', `libnode ${process.version} does not deny ${grant}; ${instead}`);
}

function denyAddons(): void {
  const value = (): never => {
    throw Object.assign(new Error('node.permissions does not grant addons'), { code: 'ERR_DLOPEN_DISABLED' });
  };
  Object.defineProperty(process, 'dlopen', { value, writable: false, configurable: false });
}
