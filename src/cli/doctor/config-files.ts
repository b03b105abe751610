/**
 * The files and folders that a configuration of Fluent Bit names, for plugins. Line by line, which finds them in YAML as in
 * the classic format: what they mean to Fluent Bit is for `flb-node lint`.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface NamedFiles {
  readonly pluginsFile: string | undefined;
  readonly plugins: readonly string[];
  /** Of node.spill_path. */
  readonly spillFolders: readonly string[];
}

/** @throws when the configuration cannot be read. A list of plugins that cannot be read has none. */
export function filesOf(config: string): NamedFiles {
  const text = readFileSync(config, 'utf8');
  const folder = dirname(config);
  const [list] = valuesOf(text, 'plugins_file');
  const pluginsFile = list === undefined ? undefined : resolve(folder, list);
  const plugins = pluginsFile === undefined ? [] : valuesOf(textOf(pluginsFile), 'path').map((path) => resolve(folder, path));
  const direct = [...text.matchAll(/^\s*-\s*["']?(\S+\.so)["']?\s*$/gm)].map(([, path]) => resolve(folder, path!));
  return { pluginsFile, plugins: [...new Set([...plugins, ...direct])], spillFolders: valuesOf(text, 'node.spill_path').map((path) => resolve(path)) };
}

/** `key value`, `key: value` and, in a list of YAML, `- key: value`. */
function valuesOf(text: string, key: string): string[] {
  const pattern = new RegExp(`^\\s*(?:-\\s+)?["']?${key.replace('.', '\\.')}["']?\\s*(?::\\s*|\\s)["']?([^"'#\\n]+?)["']?,?\\s*(?:#.*)?$`, 'gim');
  return [...text.matchAll(pattern)].map(([, value]) => value!.trim());
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
