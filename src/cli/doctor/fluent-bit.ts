/**
 * A Fluent Bit executable (or `flb-node-host`): its version, and what it exports.
 *
 * @module
 */
import { realpathSync } from 'node:fs';
import type { DoctorContext } from './context.ts';
import type { ElfFile } from './elf.ts';
import { onPath, output } from './programs.ts';

export interface FluentBit {
  readonly path: string;
  /** Why nothing more is known. */
  readonly problem?: string;
  readonly version: Version | undefined;
  /** `flb-node-host` of this package: it acts as the newest version, and says so when asked with `--as`. */
  readonly isHost: boolean;
  readonly elf: ElfFile | undefined;
  /** It looks up, or has, this text. */
  names(text: string): boolean;
}

export type Version = readonly [major: number, minor: number, patch: number];

/** @returns `undefined` when there is no such program. */
export function inspectFluentBit(name: string, context: DoctorContext): FluentBit | undefined {
  const path = onPath(name, context.env);
  if (!path) return undefined;
  const file = context.elf(realpathSync(path));
  if ('problem' in file) return { path, problem: file.problem, version: undefined, isHost: false, elf: undefined, names: () => false };
  const isHost = file.bytes.includes('Opens Fluent Bit proxy plugins as Fluent Bit does');
  const version = isHost ? HOST_ACTS_AS : versionOf(output(path, ['--version'], context.env));
  return { path, version, isHost, elf: file, names: (text) => file.bytes.includes(`${text}\0`) };
}

/** What the host acts as without `--as` (native/host/version.h). */
const HOST_ACTS_AS: Version = [5, 1, 1];

function versionOf(text: string | undefined): Version | undefined {
  const found = /^Fluent Bit v(\d+)\.(\d+)\.(\d+)/m.exec(text ?? '');
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

export const showVersion = (version: Version): string => version.join('.');

/** Is it this version, or a later one? */
export function isAtLeast(version: Version, wanted: Version): boolean {
  const differs = version.findIndex((part, at) => part !== wanted[at]);
  return differs === -1 || version[differs]! > wanted[differs]!;
}
