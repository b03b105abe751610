/**
 * The environment of a Fluent Bit that a command starts.
 *
 * @module
 */
import { delimiter } from 'node:path';
import { createError } from '../errors.ts';
import { findRuntime } from './build/runtime.ts';
import { installedLibnodes, loaderFolders } from './libnode.ts';
import { abiOf } from './platform.ts';

/**
 * Ours, and which runtime the plugins are to use: the one that the user named, else a prebuilt one, with the folders of
 * a libnode that the loader does not know.
 *
 * @throws `FLB_NODE_E_NO_LIBNODE` when this machine has none that there is a runtime for.
 */
export function hostEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const runtime = env['FLB_NODE_RUNTIME'] || findRuntime();
  if (runtime === undefined) {
    const found = installedLibnodes(env).map(({ path }) => path);
    throw createError('FLB_NODE_E_NO_LIBNODE', found.length > 0 ? `no prebuilt runtime fits ${found.join(', ')}` : 'this machine has none');
  }
  const abi = abiOf(runtime);
  const libnode = installedLibnodes(env).find((each) => each.abi === abi);
  const folders = libnode ? loaderFolders(libnode) : [];
  const path = [...folders, env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(delimiter);
  return { ...env, FLB_NODE_RUNTIME: runtime, ...(path === '' ? {} : { LD_LIBRARY_PATH: path }) };
}
