/**
 * `libflbnode.so`: which one a plugin loads (native/plugin/loader.cc), and whether the linker finds what it needs.
 *
 * @module
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { installedLibnodes } from '../libnode.ts';
import { runtimeFor } from '../platform.ts';
import type { DoctorContext } from './context.ts';
import { abiOf } from './libnode.ts';

const NAME = 'libflbnode.so';

export interface RuntimeFile {
  /** Why it would be taken. */
  readonly from: string;
  readonly file: string;
  /** Why it is not one, where it is not. */
  readonly problem?: string;
  /** The libnode that it is linked to. */
  readonly needs?: { readonly name: string; readonly abi: number | undefined; readonly library: string | undefined };
  /** Other libraries that it needs and the machine does not have. */
  readonly missing: readonly string[];
}

export function findRuntimes(context: DoctorContext): RuntimeFile[] {
  const places: { from: string; file: string | undefined }[] = [
    ...besidePlugin(context),
    { from: 'FLB_NODE_RUNTIME', file: context.env['FLB_NODE_RUNTIME'] || undefined },
    { from: "the system's libraries", file: context.linker.system(NAME) },
    { from: "this project's build", file: resolve('build', NAME) },
    { from: "this project's build", file: resolve('build/lib', NAME) },
    // What `flb-node build` puts beside a plugin.
    ...installedLibnodes().map(({ abi }) => ({ from: 'prebuilt', file: runtimeFor(abi) })),
  ];
  const seen = new Set<string>();
  return places.flatMap(({ from, file }) => {
    if (file === undefined || (!existsSync(file) && from !== 'FLB_NODE_RUNTIME')) return [];
    const real = existsSync(file) ? realpathSync(file) : file;
    if (seen.has(real)) return [];
    seen.add(real);
    return [inspectRuntime(from, file, context)];
  });
}

/** As loader.cc: its own folder, and where its RUNPATH leads. */
function besidePlugin({ plugin }: DoctorContext): { from: string; file: string }[] {
  if (!plugin?.endsWith('.so')) return [];
  const folder = dirname(resolve(plugin));
  return [
    { from: 'beside the plugin', file: join(folder, NAME) },
    { from: "the plugin's RUNPATH", file: resolve(folder, '../lib', NAME) },
  ];
}

export function inspectRuntime(from: string, file: string, context: DoctorContext): RuntimeFile {
  const elf = context.elf(file);
  if ('problem' in elf) return { from, file, problem: elf.problem, missing: [] };
  if (!elf.symbols.has('flbnode_api_v1')) return { from, file, problem: 'it has no flbnode_api_v1: not a runtime of ours', missing: [] };
  const libnode = elf.needed.find((name) => name.startsWith('libnode.so'));
  const find = (name: string): string | undefined => context.linker.find(name, file, elf);
  return {
    from,
    file,
    ...(libnode ? { needs: { name: libnode, abi: abiOf(libnode), library: find(libnode) } } : {}),
    missing: elf.needed.filter((name) => name !== libnode && !find(name)),
  };
}
