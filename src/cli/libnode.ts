/**
 * The libnode of this machine, which a runtime has to fit.
 *
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';

/** Which Node has which ABI (`NODE_MODULE_VERSION`). */
export const NODE_OF_ABI: Readonly<Record<number, number>> = { 108: 18, 115: 20, 127: 22, 137: 24, 141: 25 };

export interface InstalledLibnode {
  /** 108 for `libnode.so.108`, of Node 18. */
  readonly abi: number;
  readonly path: string;
}

/** In the order in which they are taken: that of `LIBNODE_DIR`, the system's, the one that the repository unpacked. */
export function installedLibnodes(): InstalledLibnode[] {
  const own = process.env['LIBNODE_DIR'];
  const prefixes = own ? [own] : ['/usr/local', '/usr', join(PACKAGE_ROOT, '.deps/usr')];
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string] ?? '';
  const folders = prefixes.flatMap((prefix) => ['lib', 'lib64', `lib/${triplet}`].map((name) => join(prefix, name)));
  return [...new Set(folders)].filter((folder) => existsSync(folder)).flatMap(librariesIn);
}

function librariesIn(folder: string): InstalledLibnode[] {
  return readdirSync(folder).flatMap((file) => {
    const abi = /^libnode\.so\.(\d+)$/.exec(file)?.[1];
    return abi === undefined ? [] : [{ abi: Number(abi), path: join(folder, file) }];
  });
}
