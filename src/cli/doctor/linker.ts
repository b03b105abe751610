/**
 * How the dynamic linker finds a library: as `ld.so` does it, without running what is looked at, which `ldd` may.
 *
 * @module
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ElfFile } from './elf.ts';
import { output, systemProgram } from './programs.ts';

const TRIPLET = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as Record<string, string | undefined>;
/** Debian's and Fedora's. */
export const LIBRARY_FOLDERS: readonly string[] = ['lib64', 'lib', `lib/${TRIPLET[process.arch] ?? ''}`];

export class Linker {
  readonly #env: NodeJS.ProcessEnv;
  #cache: Map<string, string> | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** The file that `name` would be for `file`, the object at `path` that needs it. */
  find(name: string, path: string, file: Pick<ElfFile, 'runpath'>): string | undefined {
    const origin = dirname(realpath(path));
    const own = file.runpath.map((folder) => folder.replace(/\$ORIGIN|\$\{ORIGIN\}/g, origin));
    return inFolders(name, [...this.#configured(), ...own]) ?? this.system(name);
  }

  /** The file that `dlopen(name)` of a program would find. */
  system(name: string): string | undefined {
    const folders = LIBRARY_FOLDERS.flatMap((folder) => [join('/', folder), join('/usr', folder)]);
    return inFolders(name, this.#configured()) ?? this.cache.get(name) ?? inFolders(name, folders);
  }

  /** Of `ldconfig`: names and files of this machine's architecture come first there. */
  get cache(): Map<string, string> {
    this.#cache ??= new Map(readCache(this.#env).reverse());
    return this.#cache;
  }

  #configured(): string[] {
    return (this.#env['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean);
  }
}

function readCache(env: NodeJS.ProcessEnv): [string, string][] {
  const ldconfig = systemProgram('ldconfig', env);
  const text = ldconfig && output(ldconfig, ['-p'], env);
  return [...(text ?? '').matchAll(/^\s+(\S+) \(.*\) => (\S+)$/gm)].map(([, name, file]) => [name!, file!]);
}

const inFolders = (name: string, folders: readonly string[]): string | undefined =>
  folders.map((folder) => join(folder, name)).find(existsSync);

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
