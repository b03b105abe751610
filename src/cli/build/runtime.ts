/**
 * The runtime beside a plugin: `libflbnode.so`, for the libnode that is to load it.
 *
 * @module
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createError } from '../../errors.ts';
import { installedLibnodes, NODE_OF_ABI } from '../libnode.ts';
import { abiOf, platformName, runtimeFor } from '../platform.ts';
import { placeCopy } from './files.ts';

export interface PlacedRuntime {
  file: string;
  bytes: number;
  /** The libnode that it needs: 108 for `libnode.so.108`. */
  abi: number;
  /** Where that is; nothing when it is not on this machine. */
  libnode?: string | undefined;
}

/**
 * A prebuilt one.
 *
 * @param abi - the libnode that is to load it. @default the first one of this machine that there is a runtime for
 * @returns nothing when none fits.
 * @throws `FLB_NODE_E_PLATFORM` when `abi` was given and there is none for it.
 */
export function findRuntime(abi?: number): string | undefined {
  if (abi === undefined) return installedLibnodes().map((libnode) => runtimeFor(libnode.abi)).find((file) => file !== undefined);
  const found = runtimeFor(abi);
  if (found === undefined) throw createError('FLB_NODE_E_PLATFORM', `libflbnode.so for ${libnodeName(abi)}`, platformName());
  return found;
}

/** @param outputDir - that of the plugin, which looks for its runtime in its own folder first. */
export function placeRuntime(source: string, outputDir: string): PlacedRuntime {
  const file = placeCopy(source, join(resolve(outputDir), 'libflbnode.so'));
  const abi = abiOf(file);
  if (abi === undefined) throw new Error(`${source} is no runtime`);
  const libnode = installedLibnodes().find((each) => each.abi === abi)?.path;
  return { file, bytes: statSync(file).size, abi, libnode };
}

/** `libnode.so.108 (Node 18)` */
export function libnodeName(abi: number): string {
  const node = NODE_OF_ABI[abi];
  return `libnode.so.${abi}${node === undefined ? '' : ` (Node ${node})`}`;
}
