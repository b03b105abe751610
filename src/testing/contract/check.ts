/**
 * What a check of the contract is, and how it ends.
 *
 * @module
 */
import type { PluginType } from '../../runtime/binding.ts';
import type { World } from './world.ts';

/** One clause of the contract between a plugin and Fluent Bit, as code. */
export interface Check {
  /** As a test is called. */
  readonly name: string;
  /** The kinds of plugins that it is about. */
  readonly types: readonly PluginType[];
  /** What to change in a plugin that fails it, in a sentence or two. */
  readonly change: string;
  /** Resolves when the plugin passes; throws what was seen when it does not. */
  run(world: World): Promise<void>;
}

/** Every kind. */
export const ALL: readonly PluginType[] = ['input', 'output', 'filter', 'custom'];
/** Those that are handed chunks. */
export const TAKERS: readonly PluginType[] = ['output', 'filter'];

/** The check cannot be made of this plugin, or not with these options. */
export class Skipped extends Error {}

/** The plugin does not keep the contract. */
export class Broken extends Error {
  /** Better than what the check says in general. */
  readonly change: string | undefined;

  /** @param seen - what was seen. */
  constructor(seen: string, change?: string) {
    super(seen);
    this.change = change;
  }
}

/** What to do about a plugin that does not start. */
const GIVE_CONFIG =
  'Correct init; or give `config`, a section that the plugin starts with (flb-node test: --with key=value, or contract.ts).';

/** `init` failed. */
export class NotStarted extends Broken {
  /** The section does not fit the schema: to be said once, and not of each check. */
  readonly isMisconfigured: boolean;

  /** @param seen - what was thrown. */
  constructor(seen: string, isMisconfigured: boolean) {
    super(`init failed: ${seen}`, GIVE_CONFIG);
    this.isMisconfigured = isMisconfigured;
  }
}
