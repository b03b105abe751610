/**
 * Node as a shared library: which ones this machine has. `cmake/FindLibNode.cmake` looks into the same prefixes, in the
 * same order.
 *
 * @module
 */
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NODE_OF_ABI, unpackedFolders } from '../libnode.ts';
import type { DoctorContext } from './context.ts';
import { LIBRARY_FOLDERS } from './linker.ts';

export interface LibNode {
  /** `LIBNODE_DIR`, `system`, `unpacked`, `ldconfig` or `the runtime's RUNPATH`. */
  readonly from: string;
  readonly library: string;
  readonly abi: number;
  /** As in `18.20.4`, or `18` where it does not say more. */
  readonly version: string;
  readonly headers: Headers | undefined;
}

/** Those of one folder `include/node`. */
export interface Headers {
  readonly folder: string;
  readonly version: string;
  readonly abi: number;
}

/** Where FindLibNode.cmake looks: `LIBNODE_DIR` alone, or the system and then what setup unpacked. */
export function prefixes({ env }: Pick<DoctorContext, 'env'>): { from: string; prefix: string }[] {
  const own = env['LIBNODE_DIR'];
  if (own) return [{ from: 'LIBNODE_DIR', prefix: resolve(own) }];
  return [
    { from: 'system', prefix: '/usr' },
    ...unpackedFolders(env).map((folder) => ({ from: 'unpacked', prefix: join(folder, 'usr') })),
  ];
}

export function findLibNodes(context: DoctorContext): LibNode[] {
  const places = prefixes(context).flatMap(({ from, prefix }) =>
    LIBRARY_FOLDERS.flatMap((folder) => librariesIn(join(prefix, folder))).map((library) => ({ from, library, headers: headersIn(prefix) })),
  );
  for (const [name, library] of context.linker.cache) {
    if (/^libnode\.so/.test(name)) places.push({ from: 'ldconfig', library, headers: undefined });
  }
  for (const { needs } of context.runtimes) {
    if (needs?.library) places.push({ from: "the runtime's RUNPATH", library: needs.library, headers: undefined });
  }
  const seen = new Set<string>();
  return places
    .map((place) => ({ ...place, library: realpathSync(place.library) }))
    .filter(({ library }) => !seen.has(library) && seen.add(library))
    .flatMap((place) => inspect(place, context));
}

function inspect(place: { from: string; library: string; headers: Headers | undefined }, context: DoctorContext): LibNode[] {
  const elf = context.elf(place.library);
  if ('problem' in elf) return [];
  const abi = abiOf(elf.soname ?? '') ?? abiOf(place.library);
  if (abi === undefined) return [];
  return [{ ...place, abi, version: versionIn(elf.bytes, NODE_OF_ABI[abi]) }];
}

/** The number behind `libnode.so.`. */
export function abiOf(name: string): number | undefined {
  const digits = /libnode\.so\.(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const LONGEST_VERSION = 32;

/** The library has its version in what the inspector calls it. */
function versionIn(bytes: Buffer, major: number | undefined): string {
  if (major === undefined) return 'unknown';
  const begin = `node.js/v${major}.`;
  for (let at = bytes.indexOf(begin); at !== -1; at = bytes.indexOf(begin, at + 1)) {
    const version = /^[\d.]+\d/.exec(bytes.toString('latin1', at + begin.indexOf('/v') + 2, at + LONGEST_VERSION))?.[0];
    if (version) return version;
  }
  return String(major);
}

export function headersIn(prefix: string): Headers | undefined {
  const folder = join(prefix, 'include/node');
  if (!existsSync(join(folder, 'node.h')) || !existsSync(join(folder, 'node_version.h'))) return undefined;
  const text = readFileSync(join(folder, 'node_version.h'), 'utf8');
  const number = (name: string): number => Number(new RegExp(`^#define ${name} (\\d+)`, 'm').exec(text)?.[1]);
  const version = ['NODE_MAJOR_VERSION', 'NODE_MINOR_VERSION', 'NODE_PATCH_VERSION'].map(number).join('.');
  return { folder, version, abi: number('NODE_MODULE_VERSION') };
}

function librariesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^libnode\.so(\.\d+)?$/.test(name));
  // A link may lead nowhere.
  return names.map((name) => join(folder, name)).filter(existsSync);
}
