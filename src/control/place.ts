/**
 * Where the control sockets of a user's processes are.
 *
 * @module
 */
import { join } from 'node:path';

/** Folders that have to be the user's alone, each inside of the one before; the last one holds the sockets. */
export function controlFolders(uid: number, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const base = runtime?.startsWith('/') ? runtime : `/tmp/flb-node-${uid}`;
  return [base, join(base, 'fluent-bit-node')];
}

/** The process of a socket's file, by its name. */
export const pidOf = (file: string): number | undefined => {
  const [, pid] = /^(\d+)\.sock$/.exec(file) ?? [];
  return pid === undefined ? undefined : Number(pid);
};
