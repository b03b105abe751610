/**
 * The file of the control socket: nobody but the user of this process ever reaches it.
 *
 * @module
 */
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { createError } from '../../errors.ts';
import { controlFolders, pidOf } from '../../control/place.ts';
import { fs } from '../../lazy.ts';

/** What the kernel takes as the path of a socket, in bytes. */
const LONGEST_PATH = 107;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

const uid = (): number => process.geteuid?.() ?? 0;

/**
 * Makes the server listen at a file of mode 0600.
 *
 * The kernel makes a socket's file with the process' umask, which is Fluent Bit's and not ours to change. So the file is
 * made in a folder that is this user's alone, and only then moved to its place.
 *
 * @param path - of the socket. @default `PID.sock` in the user's folder, which is made
 * @returns the path
 * @throws `FLB_NODE_E_CONTROL_SOCKET`
 */
export function listenAt(server: Server, path?: string): string {
  const place = path ?? join(controlFolders(uid()).at(-1) as string, `${process.pid}.sock`);
  const refuse = (why: string): never => {
    throw createError('FLB_NODE_E_CONTROL_SOCKET', place, why);
  };
  try {
    if (path === undefined) for (const folder of controlFolders(uid())) makePrivate(folder, refuse);
    else checkFolder(dirname(path), refuse);
    if (path === undefined) removeStale(dirname(place));
    checkFree(place, refuse);
    const folder = fs().mkdtempSync(join(dirname(place), '.flb-node-'));
    try {
      const made = join(folder, 's');
      if (Buffer.byteLength(made) > LONGEST_PATH || Buffer.byteLength(place) > LONGEST_PATH) refuse('the path is too long');
      // Node binds at once, and tells of an error later.
      server.listen(made);
      fs().chmodSync(made, 0o600);
      fs().renameSync(made, place);
    } finally {
      fs().rmSync(folder, { recursive: true, force: true });
    }
    return place;
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'FLB_NODE_E_CONTROL_SOCKET') throw cause;
    return refuse((cause as Error).message);
  }
}

/** What is there is ours, or nothing is. */
export function removeSocket(path: string): void {
  fs().rmSync(path, { force: true });
}

type Refuse = (why: string) => never;

function makePrivate(folder: string, refuse: Refuse): void {
  try {
    fs().mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  // After it is there: whoever was faster has made something that is not ours.
  const found = fs().lstatSync(folder);
  if (!found.isDirectory()) refuse(`${folder} is no folder`);
  if (found.uid !== uid()) refuse(`${folder} belongs to the user ${found.uid}, not to ${uid()}`);
  if ((found.mode & OTHERS) !== 0) refuse(`${folder} is open to others, it has to be of mode 0700`);
}

/** A folder that the operator has named. Others may read it, but not exchange what is in it. */
function checkFolder(folder: string, refuse: Refuse): void {
  const found = fs().lstatSync(folder);
  if (!found.isDirectory()) refuse(`${folder} is no folder`);
  if (found.uid !== uid() && found.uid !== 0) refuse(`${folder} belongs to the user ${found.uid}`);
  if ((found.mode & OTHERS_WRITE) !== 0 && (found.mode & STICKY) === 0) refuse(`others may write to ${folder}`);
}

/** A socket of this user is one that an earlier process has left; a second process with the same path takes it over. */
function checkFree(path: string, refuse: Refuse): void {
  const found = fs().lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) refuse('there is something else');
  if (found.uid !== uid()) refuse(`it belongs to the user ${found.uid}`);
}

/** Those of processes that ended without their shutdown. */
function removeStale(folder: string): void {
  for (const name of fs().readdirSync(folder)) {
    const pid = pidOf(name);
    if (pid !== undefined && !isAlive(pid)) removeSocket(join(folder, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
