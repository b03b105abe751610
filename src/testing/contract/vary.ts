/**
 * Finds another configuration of a plugin.
 *
 * @module
 */
import { parseConfig } from '../../config/schema.ts';
import { ConfReader } from '../../config/conf.ts';
import type { PluginDefinition } from '../../plugin/types.ts';
import type { Section } from '../memory-binding.ts';

/** Values of other kinds than text are turned round or moved on; a text is made longer. */
const another = (value: string): string => {
  if (/^(true|on|yes)$/i.test(value)) return 'false';
  if (/^(false|off|no)$/i.test(value)) return 'true';
  return value !== '' && Number.isFinite(Number(value)) ? String(Number(value) + 1) : `${value}other`;
};

/**
 * The section with every option changed that the schema lets be changed.
 *
 * @returns `undefined`: none can be.
 */
export async function varied(plugin: PluginDefinition, config: Section): Promise<Section | undefined> {
  const { schema } = plugin;
  if (!schema) return undefined;
  const fits = async (section: Section): Promise<boolean> => {
    const conf = new ConfReader((key) => {
      const value = section[key];
      return value === undefined ? undefined : String(value);
    });
    return parseConfig(schema, conf, 'section').then(
      () => true,
      () => false,
    );
  };
  let result: Section = config;
  for (const { name, default: standard } of plugin.options?.() ?? []) {
    const value = config[name] ?? standard;
    if (value === undefined || name.startsWith('node.')) continue;
    const next = { ...result, [name]: another(String(value)) };
    if (await fits(next)) result = next;
  }
  return result === config ? undefined : result;
}
