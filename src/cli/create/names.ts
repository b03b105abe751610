/**
 * A plugin's name, and what else is made of it.
 *
 * @module
 */
import { basename, resolve } from 'node:path';
import type { PluginType } from '../../runtime/binding.ts';
import { usageError } from '../command.ts';

/** What `create` can make. */
export const TYPES: readonly PluginType[] = ['input', 'output', 'filter', 'custom'];

/** As the register functions check it. */
const GOOD: Record<PluginType, RegExp> = {
  input: /^[a-z][a-z0-9_-]*$/,
  output: /^[a-z][a-z0-9_-]*$/,
  custom: /^[a-z][a-z0-9_-]*$/,
  // Fluent Bit makes a C symbol of it.
  filter: /^[a-z][a-z0-9_]*$/,
};

const letters = (type: PluginType): string => (type === 'filter' ? 'digits and "_"' : 'digits, "-" and "_"');

/** What keeps it from being a plugin's name, if anything. */
export function nameProblem(name: string, type: PluginType): string | undefined {
  if (GOOD[type].test(name)) return undefined;
  const hint = type === 'filter' && GOOD.custom.test(name) ? `, as in ${name.replaceAll('-', '_')}` : '';
  const article = type === 'input' || type === 'output' ? 'an' : 'a';
  return `"${name}" is no name for ${article} ${type} plugin: lower-case letters, ${letters(type)}, beginning with a letter${hint}`;
}

/** @throws `FLB_NODE_E_USAGE` for a name that Fluent Bit cannot have. */
export function checkName(name: string, type: PluginType): string {
  const problem = nameProblem(name, type);
  if (problem !== undefined) throw usageError(problem);
  return name;
}

/** The name that a folder suggests: `My Plugin` becomes `my-plugin`, of a filter `my_plugin`. May still be a bad one. */
export function nameOfFolder(folder: string, type: PluginType): string {
  const separator = type === 'filter' ? '_' : '-';
  const kept = type === 'filter' ? /[^a-z0-9_]+/g : /[^a-z0-9_-]+/g;
  return basename(resolve(folder)).toLowerCase().replace(kept, separator).replace(/^[-_]+|[-_]+$/g, '');
}

/** `my-plugin` to `MyPlugin`: a class. */
export const className = (name: string): string =>
  name.replace(/(?:^|[-_]+)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
