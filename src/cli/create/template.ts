/**
 * The files of a new plugin: those of `templates/`, which are a plugin that works, under another name.
 *
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginType } from '../../runtime/binding.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { className } from './names.ts';

const TEMPLATES = join(PACKAGE_ROOT, 'templates');

/** npm keeps no `.gitignore` in a package: these are there without their dot. */
const DOTTED = new Set(['gitignore', 'dockerignore']);

/** By their names. */
export type Files = Map<string, string>;

/** @param name - of the plugin, checked. */
export function renderTemplate(type: PluginType, name: string): Files {
  const files: Files = new Map();
  for (const folder of ['common', type]) {
    for (const file of readdirSync(join(TEMPLATES, folder))) {
      const text = readFileSync(join(TEMPLATES, folder, file), 'utf8');
      files.set(DOTTED.has(file) ? `.${file}` : file, rename(text, name));
    }
  }
  return files;
}

/** In one go: the new name may have the old one in it. A metric has no `-` in its name, nor has the file of a filter. */
function rename(text: string, name: string): string {
  const plain = className(name);
  // Not the name of something that the file uses already: a plugin "chunk".
  const ownClass = new RegExp(`\\b${plain}\\b`).test(text) && plain !== 'MyPlugin' ? `${plain}Plugin` : plain;
  const names: Record<string, string> = { 'my-plugin': name, my_plugin: name.replaceAll('-', '_'), MyPlugin: ownClass };
  return text.replace(/my[-_]plugin|MyPlugin/g, (placeholder) => names[placeholder] ?? placeholder);
}
