/**
 * A section given as `key=value ...`.
 *
 * @module
 */
import { schemaOptions } from '../config/options.ts';
import { readSettings, settingKeys } from '../config/settings.ts';
import type { PluginDefinition } from '../plugin/types.ts';
import { closest } from './closest.ts';
import { usageError } from './command.ts';

/**
 * The section for a plugin.
 *
 * @throws `FLB_NODE_E_USAGE` for what is no pair and for a key that the plugin does not know, `FLB_NODE_E_SETTING` for a
 * bad `node.*` setting. What the schema says of the values comes when an instance starts.
 */
export function parseSection(pairs: readonly string[], plugin: PluginDefinition): Record<string, string> {
  const section = parsePairs(pairs);
  const known = knownKeys(plugin);
  for (const key of Object.keys(section)) {
    const isSetting = key.toLowerCase().startsWith('node.');
    if ((known === undefined && !isSetting) || [...settingKeys, ...(known ?? [])].includes(key.toLowerCase())) continue;
    const meant = closest(key, [...(known ?? []), ...settingKeys]);
    throw usageError(`${plugin.name} has no option ${key}${meant === undefined ? '' : `, did you mean ${meant}?`}`);
  }
  readSettings((key) => section[Object.keys(section).find((given) => given.toLowerCase() === key) ?? '']);
  return section;
}

/** @throws `FLB_NODE_E_USAGE` for what is no pair. */
export function parsePairs(pairs: readonly string[]): Record<string, string> {
  const section: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageError(`${pair} is not key=value`);
    section[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return section;
}

/** In lower case; `undefined` when the schema does not tell, or takes any. Without a schema there are none to check. */
function knownKeys({ schema }: PluginDefinition): string[] | undefined {
  return schema && schemaOptions(schema)?.map(({ name }) => name.toLowerCase());
}
