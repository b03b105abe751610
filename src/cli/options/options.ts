/**
 * A plugin's options, as people are shown them.
 *
 * @module
 */
import { schemaFields, type SchemaField } from '../../config/options.ts';
import { settingsTable } from '../../config/settings.ts';
import type { PluginDefinition } from '../../plugin/types.ts';

/** One option: of the plugin's schema, or a `node.*` setting of the runtime. */
export interface PluginOption {
  readonly name: string;
  /** In the words of Fluent Bit's help; of a setting in those of the documentation. */
  readonly type: string;
  readonly required: boolean;
  /** As it would stand in a section. */
  readonly default?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly secret: boolean;
  readonly description: string;
}

/** Those of the schema, in its order; `undefined` when its library does not tell them. Without a schema there are none. */
export function pluginOptions({ schema }: PluginDefinition): PluginOption[] | undefined {
  if (schema === undefined) return [];
  return schemaFields(schema)?.fields.map(optionOf);
}

const optionOf = ({ key: _, ...option }: SchemaField): PluginOption => option;

/** Which settings are for one kind of plugin only. */
const KINDS: Partial<Record<keyof typeof settingsTable, readonly PluginDefinition['type'][]>> = {
  flushTimeout: ['output'],
  filterTimeout: ['filter'],
  onTimeout: ['filter'],
  onError: ['filter'],
  bufferLimit: ['input'],
  push: ['input'],
  ringWake: ['input'],
  spillPath: ['input'],
  workers: ['output', 'filter'],
  ordered: ['output', 'filter'],
};

/** The `node.*` settings that mean something to a plugin of this kind. */
export function runtimeOptions({ type }: PluginDefinition): PluginOption[] {
  const keys = Object.keys(settingsTable) as (keyof typeof settingsTable)[];
  return keys
    .filter((key) => KINDS[key]?.includes(type) ?? true)
    .map((key) => {
      const { key: name, type: kind, default: standard, description } = settingsTable[key];
      return { name: `node.${name}`, type: kind, required: false, default: standard, secret: false, description };
    });
}

/** Its description with what else there is to say. */
export function describeOption({ description, values, secret }: PluginOption): string {
  const text = /[.!?]$/.test(description) || description === '' ? description : `${description}.`;
  const notes = [values && `One of ${values.join(', ')}.`, secret && 'Secret.'].filter(Boolean);
  // Alone it stays as the schema has it.
  return notes.length === 0 ? description : [text, ...notes].filter((part) => part !== '').join(' ');
}
