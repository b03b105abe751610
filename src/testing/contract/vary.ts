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
 * The section with every option set to something else that has a default, and that the schema lets be changed.
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
    // What the user gave may be the name of a file or the address of a server: another one would not be there.
    if (name in config || standard === undefined || name.startsWith('node.')) continue;
    const next = { ...result, [name]: another(standard) };
    if (await fits(next)) result = next;
  }
  return result === config ? undefined : result;
}
