/**
 * Files that a configuration includes.
 *
 * @module
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Those that a pattern means, as Fluent Bit looks for them: from where it runs, else from the folder of the main file.
 * Only the last part may have a `*`.
 */
export function includedFiles(pattern: string, root: string): string[] {
  const folder = [process.cwd(), root].find((each) => existsSync(resolve(each, pattern.includes('*') ? dirname(pattern) : pattern)));
  if (folder === undefined) return [];
  const path = resolve(folder, pattern);
  if (!pattern.includes('*')) return [path];
  const parts = basename(path).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const matches = new RegExp(`^${parts.join('.*')}$`);
  const files = readdirSync(dirname(path)).filter((name) => matches.test(name)).sort();
  return files.map((name) => join(dirname(path), name)).filter((file) => statSync(file).isFile());
}
