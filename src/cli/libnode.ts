/**
 * The libnode of this machine, which a runtime has to fit.
 *
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';

/** Which Node has which ABI (`NODE_MODULE_VERSION`). */
export const NODE_OF_ABI: Readonly<Record<number, number>> = { 108: 18, 115: 20, 127: 22, 137: 24, 141: 25 };

export interface InstalledLibnode {
  /** 108 for `libnode.so.108`, of Node 18. */
  readonly abi: number;
  readonly path: string;
}

const TRIPLET = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string] ?? '';
const SYSTEM = ['/usr/local', '/usr'];
const FOLDERS = ['lib', 'lib64', `lib/${TRIPLET}`];

const userFolder = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'fluent-bit-node');
/** Filled by root, for everyone. */
const SHARED_FOLDER = '/usr/local/lib/fluent-bit-node';

/** Where `flb-node setup` unpacks what cannot be installed. */
export const setupFolder = (env = process.env): string => (process.getuid?.() === 0 ? SHARED_FOLDER : userFolder(env));

/** What was filled by unpacking packages: by the repository's set-up, and by `flb-node setup`. */
export const unpackedFolders = (env = process.env): readonly string[] => [join(PACKAGE_ROOT, '.deps'), SHARED_FOLDER, userFolder(env)];

/** In the order in which they are taken: that of `LIBNODE_DIR`, the system's, those that were unpacked. */
export function installedLibnodes(env: NodeJS.ProcessEnv = process.env): InstalledLibnode[] {
  const own = env['LIBNODE_DIR'];
  const prefixes = own ? [own] : [...SYSTEM, ...unpackedFolders(env).map((folder) => join(folder, 'usr'))];
  const folders = prefixes.flatMap((prefix) => FOLDERS.map((name) => join(prefix, name)));
  return [...new Set(folders)].filter((folder) => existsSync(folder)).flatMap(librariesIn);
}

/**
 * Folders that the loader has to be told of (`LD_LIBRARY_PATH`), for a libnode that is not the system's: its own, and
 * that of the libraries that were unpacked with it.
 */
export function loaderFolders({ path }: InstalledLibnode): string[] {
  const folder = dirname(path);
  if (SYSTEM.some((prefix) => FOLDERS.some((name) => join(prefix, name) === folder))) return [];
  const beside = unpackedFolders().find((root) => path.startsWith(`${root}/`));
  const runtime = beside === undefined ? [] : FOLDERS.map((name) => join(beside, 'runtime/usr', name));
  return [folder, ...runtime.filter((each) => existsSync(each))];
}

function librariesIn(folder: string): InstalledLibnode[] {
  return readdirSync(folder).flatMap((file) => {
    const abi = /^libnode\.so\.(\d+)$/.exec(file)?.[1];
    return abi === undefined ? [] : [{ abi: Number(abi), path: join(folder, file) }];
  });
}
