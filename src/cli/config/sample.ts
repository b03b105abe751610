/**
 * A configuration with one plugin in it, and what else a pipeline needs.
 *
 * @module
 */
import type { ConfigSchema } from '../../config/schema.ts';
import type { PluginDefinition } from '../../plugin/types.ts';
import type { PluginType } from '../../runtime/binding.ts';
import { describeOption, pluginOptions, runtimeOptions, type PluginOption } from '../options/options.ts';

/** A line of a section. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  /** What it is for; stands above it. */
  readonly note?: string | undefined;
  /** In a comment: the value is the default. */
  readonly isDefault?: boolean;
}

export interface Section {
  readonly kind: 'service' | PluginType;
  readonly entries: readonly Entry[];
}

export interface Sample {
  /** Comments at its top. */
  readonly notes: readonly string[];
  /** In the order of Fluent Bit's own examples. */
  readonly sections: readonly Section[];
  /** Required options for which no value was found that the schema takes. */
  readonly open: readonly string[];
}

const section = (kind: Section['kind'], entries: Record<string, string>): Section => ({
  kind,
  entries: Object.entries(entries).map(([key, value]) => ({ key, value })),
});

const DUMMY = section('input', { name: 'dummy', tag: 'app' });
const STDOUT = section('output', { name: 'stdout', match: '*' });
const SERVICE = section('service', { flush: '1', log_level: 'info', plugins_file: 'plugins.conf' });

/** What of Fluent Bit's own keys the plugin's section has. */
const OWN: Record<PluginType, (name: string) => Record<string, string>> = {
  input: (name) => ({ tag: name }),
  // Flushes then wait on a thread of their own.
  output: () => ({ match: '*', workers: '1' }),
  filter: () => ({ match: '*' }),
  custom: () => ({}),
};

/** @param all - also the runtime's `node.*` settings. */
export async function sampleOf(plugin: PluginDefinition, all = false): Promise<Sample> {
  const { name, type, description, schema } = plugin;
  const options = [...(pluginOptions(plugin) ?? []), ...(all ? runtimeOptions(plugin) : [])];
  const required = schema ? await exampleValues(schema, options.filter((option) => option.required)) : new Map<string, string>();
  const open = options.filter((option) => option.required && !required.has(option.name)).map((option) => option.name);
  const head = section(type, { name, ...OWN[type](name) });
  const own: Section = { kind: type, entries: [...head.entries, ...options.flatMap((option) => entryOf(option, required))] };
  const rest = { input: [own, STDOUT], output: [DUMMY, own], filter: [DUMMY, own, STDOUT], custom: [own, DUMMY, STDOUT] };
  const so = type === 'filter' ? `flb-filter_${name}.so` : `${name}.so`;
  const notes = [`${name}: ${description}`, `plugins.conf says where it is: a section [PLUGINS] with Path build/${so}`];
  return { notes, sections: [SERVICE, ...rest[type]], open };
}

function entryOf(option: PluginOption, required: ReadonlyMap<string, string>): Entry[] {
  const { name, default: standard } = option;
  const note = [option.required && '(required)', describeOption(option)].filter(Boolean).join(' ') || undefined;
  if (option.required) return [{ key: name, value: required.get(name) ?? '', note }];
  return [{ key: name, value: standard ?? '', note, isDefault: true }];
}

/** What people may mean by a text. */
const TEXTS = [
  ...['example', 'http://localhost:8080/', '127.0.0.1', '127.0.0.1:8080', '8080', '1', '10s', 'on', '/tmp'],
  ...['a@example.org', '{}', '[]'],
];
const NUMBERS = ['1', '10', '100', '1000', '8080', '0', '0.5', '-1'];

/** Values that the schema takes, found by trying. */
async function exampleValues(schema: ConfigSchema, required: readonly PluginOption[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const option of required) {
    const candidates = option.values ?? (/integer|double/.test(option.type) ? NUMBERS : option.type === 'boolean' ? ['on', 'true'] : TEXTS);
    for (const value of candidates) {
      if (!(await isTaken(schema, option.name, value))) continue;
      found.set(option.name, value);
      break;
    }
  }
  return found;
}

/** Is there nothing wrong with this key? Others are missing, which does not matter. */
async function isTaken(schema: ConfigSchema, key: string, value: string): Promise<boolean> {
  try {
    const { issues = [] } = await schema['~standard'].validate({ [key]: value });
    return !issues.some(({ path = [] }) => {
      const [first] = path;
      return first === undefined || String(typeof first === 'object' ? first.key : first) === key;
    });
  } catch {
    return false;
  }
}
