/**
 * What every rewritten configuration gets.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { PluginType } from '../../../cmake/lib/describe.mjs';

export interface Rewriting {
  readonly type: PluginType;
  /** The plugin's. */
  readonly name: string;
  /** Of `node.bundle`. */
  readonly bundle: string;
  /** The plugin's shared object. */
  readonly plugin: string;
  /** The list of plugins that is to be written. */
  readonly pluginsFile: string;
  /** That of the configuration, from where its paths start. */
  readonly folder: string;
}

/** Of the service: paths of other files. `plugins_file` is replaced. */
export const FILE_KEYS = ['parsers_file', 'streams_file'];

/** For the plugin's sections. An init that fails waits for the next save, and does not end Fluent Bit. */
export const sectionSettings = ({ bundle }: Rewriting): Readonly<Record<string, string>> => ({
  'node.bundle': bundle,
  'node.control': 'on',
  'node.on_init_error': 'retry',
});

/** Fluent Bit's list: that of the configuration, with our plugin in place of an earlier build of it. */
export function pluginsList({ plugin, folder }: Rewriting, listed: readonly string[]): string {
  const others = listed.map((path) => resolve(folder, path)).filter((path) => basename(path) !== basename(plugin));
  return ['[PLUGINS]', ...[...others, plugin].map((path) => `    Path ${path}`), ''].join('\n');
}

/** The plugins that a file of Fluent Bit's names. */
export const readPluginsFile = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^\s*Path\s+(\S.*?)\s*$/gim)].map(([, found = '']) => found);
