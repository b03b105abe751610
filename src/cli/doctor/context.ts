/**
 * What the checks share: what the user named, and what was found out already.
 *
 * @module
 */
import { readElf, type ElfFile, type NoElf } from './elf.ts';
import { inspectFluentBit, type FluentBit } from './fluent-bit.ts';
import { Linker } from './linker.ts';
import { findLibNodes, type LibNode } from './libnode.ts';
import { findRuntimes, type RuntimeFile } from './runtime-file.ts';

export interface DoctorOptions {
  /** A `.so`, or a source file. */
  readonly plugin?: string | undefined;
  /** The executable; without it that of `FLUENT_BIT`, else the one on PATH. */
  readonly fluentBit?: string | undefined;
  /** A configuration of Fluent Bit. */
  readonly config?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export class DoctorContext {
  readonly plugin: string | undefined;
  readonly config: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly linker: Linker;
  readonly #named: string | undefined;
  readonly #files = new Map<string, ElfFile | NoElf>();
  #fluentBit: { found: FluentBit | undefined } | undefined;
  #libnodes: readonly LibNode[] | undefined;
  #runtimes: readonly RuntimeFile[] | undefined;

  constructor({ plugin, config, fluentBit, env }: DoctorOptions) {
    this.plugin = plugin;
    this.config = config;
    this.env = env;
    this.linker = new Linker(env);
    this.#named = fluentBit ?? (env['FLUENT_BIT'] || undefined);
  }

  /** The one to look at, if there is one. */
  get fluentBit(): FluentBit | undefined {
    this.#fluentBit ??= { found: inspectFluentBit(this.#named ?? 'fluent-bit', this) };
    return this.#fluentBit.found;
  }

  /** What the user called it, where the user did. */
  get namedFluentBit(): string | undefined {
    return this.#named;
  }

  /** All that this machine has, the one that a build takes first. */
  get libnodes(): readonly LibNode[] {
    this.#libnodes ??= findLibNodes(this);
    return this.#libnodes;
  }

  /** The files that a plugin may load, the one that it does first. */
  get runtimes(): readonly RuntimeFile[] {
    this.#runtimes ??= findRuntimes(this);
    return this.#runtimes;
  }

  /** A file as the linker reads it. */
  elf(path: string): ElfFile | NoElf {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = readElf(path)));
    return file;
  }
}
