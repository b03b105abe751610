/**
 * Which process is meant: by its socket, its number, or because there is but one.
 *
 * @module
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseDuration } from '../../config/values.ts';
import { controlFolders, pidOf } from '../../control/place.ts';
import { createError, FluentBitNodeError } from '../../errors.ts';
import { usageError } from '../command.ts';
import { ControlClient } from './client.ts';

export interface SocketOptions {
  readonly pid?: number;
  readonly socket?: string;
}

/** A time of the command line, in milliseconds. @throws `FLB_NODE_E_USAGE` */
export const timeOption = (name: string, least: number) => (text: string): number => {
  let ms: number;
  try {
    ms = parseDuration(text);
  } catch {
    ms = NaN;
  }
  if (!(ms >= least && ms < 2 ** 31)) throw usageError(`${name} takes a time from ${least}ms, such as 10s, not "${text}"`);
  return ms;
};

/** `--pid` and `--socket`. */
export const withSocketOptions = (command: Command): Command =>
  command
    .option('--pid <pid>', 'the process, where several have a control socket', (text) => {
      if (!/^\d+$/.test(text)) throw usageError(`--pid takes the number of a process, not "${text}"`);
      return Number(text);
    })
    .option('--socket <path>', 'the socket, where node.control names a path');

/**
 * Connects.
 *
 * @throws `FLB_NODE_E_NO_CONTROL`, `FLB_NODE_E_MANY_CONTROLS`, `FLB_NODE_E_CONTROL_CONNECT`
 */
export async function connectTo({ pid, socket }: SocketOptions): Promise<ControlClient> {
  if (socket !== undefined) return ControlClient.open(socket);
  const uid = process.geteuid?.() ?? 0;
  const folders = foldersOf(uid);
  let open: { readonly pid: number; readonly client: ControlClient }[] = [];
  // Those of this session, and only without any those of a service that has none.
  for (const folder of folders) {
    if (open.length > 0) break;
    const found = socketsIn(folder).filter((each) => pid === undefined || each.pid === pid);
    open = (await Promise.all(found.map(tryOpen))).filter((each) => each !== undefined);
  }
  const [first, ...others] = open;
  if (first === undefined) throw createError('FLB_NODE_E_NO_CONTROL', folders.join(' or '));
  if (others.length === 0) return first.client;
  for (const { client } of open) client.close();
  throw createError('FLB_NODE_E_MANY_CONTROLS', open.map((each) => each.pid).join(', '));
}

/** Fluent Bit may have been started with another environment than this command. */
const foldersOf = (uid: number): string[] => [
  ...new Set([controlFolders(uid), controlFolders(uid, {})].map((folders) => folders.at(-1) as string)),
];

interface Found {
  readonly pid: number;
  readonly path: string;
}

function socketsIn(folder: string): Found[] {
  try {
    // What somebody else put there says whatever he likes.
    if (statSync(folder).uid !== process.geteuid?.()) return [];
    return readdirSync(folder).flatMap((name) => {
      const pid = pidOf(name);
      return pid === undefined ? [] : [{ pid, path: join(folder, name) }];
    });
  } catch {
    return [];
  }
}

/** `undefined`: nobody listens any more. */
async function tryOpen({ pid, path }: Found): Promise<{ pid: number; client: ControlClient } | undefined> {
  try {
    return { pid, client: await ControlClient.open(path) };
  } catch (error) {
    if (FluentBitNodeError.is(error) && /ECONNREFUSED|ENOENT/.test(error.message)) return undefined;
    throw error;
  }
}
