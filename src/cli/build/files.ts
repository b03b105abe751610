/**
 * What the results of a build are called, and how they come to be there.
 *
 * @module
 */
import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';

/** What Fluent Bit wants: a filter's is called after the filter; nothing else may begin with `flb-`. */
export function pluginFileName({ type, name }: Pick<PluginDescription, 'type' | 'name'>): string {
  if (type === 'filter') return `flb-filter_${name}.so`;
  return name.startsWith('flb-') ? `node-${name}.so` : `${name}.so`;
}

/**
 * Has it written beside the file, then renamed: nobody ever maps half of it, and who has mapped the old one keeps that.
 *
 * @param write - gets the path to write to.
 */
export function replaceFile(file: string, write: (temporary: string) => void): void {
  const temporary = `${file}.${process.pid}.new`;
  write(temporary);
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}

/** {@link replaceFile} with a copy. @returns `to` */
export function placeCopy(from: string, to: string): string {
  replaceFile(to, (temporary) => copyFileSync(from, temporary));
  return to;
}
