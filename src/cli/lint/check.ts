/**
 * A plugin's sections against its schema and the runtime's settings.
 *
 * @module
 */
import { ConfReader, snakeCase } from '../../config/conf.ts';
import { schemaFields, schemaOptions } from '../../config/options.ts';
import { parseConfig } from '../../config/schema.ts';
import { readSetting, settingKeys, settingsTable, type Setting } from '../../config/settings.ts';
import { ConfigError, FluentBitNodeError, SECRET_VALUE, type ConfigIssue, type ErrorCode } from '../../errors.ts';
import type { PluginDefinition } from '../../plugin/types.ts';
import { closest } from '../closest.ts';
import type { Document, Place, PluginSection, Property } from './document.ts';
import { isOwnKey, OWN_KEYS } from './own-keys.ts';

/** One thing that is wrong. */
export interface Finding extends Place {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Something that could not be looked at. */
export interface Note extends Place {
  readonly message: string;
}

export interface Report {
  /** How many sections of the plugin there are. */
  readonly sections: number;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** @param file - the main file, for what is about no line of it. */
export async function checkDocument(plugin: PluginDefinition, document: Document, file: string): Promise<Report> {
  const findings: Finding[] = document.mistakes.map(({ place, message }) => ({ ...place, code: 'FLB_NODE_E_CONF_SYNTAX', message }));
  const notes: Note[] = [];
  const own = document.sections.filter(({ type, properties }) => type === plugin.type && isNamed(properties, plugin.name));
  for (const section of own) {
    const check = new SectionCheck(plugin, section, document.variables);
    await check.run();
    findings.push(...check.findings);
    notes.push(...check.notes);
  }
  if (own.length === 0 && document.mistakes.length === 0) {
    const message = `there is no section of the ${plugin.type} ${plugin.name}${elsewhere(plugin, document)}`;
    findings.push({ file, line: 1, column: 1, code: 'FLB_NODE_E_NO_SECTION', message });
  }
  const inOrder = (a: Place, b: Place): number => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
  return { sections: own.length, findings: findings.sort(inOrder), notes: notes.sort(inOrder) };
}

const isNamed = (properties: readonly Property[], name: string): boolean =>
  properties.some(({ key, value }) => key.toLowerCase() === 'name' && value?.toLowerCase() === name.toLowerCase());

function elsewhere({ name }: PluginDefinition, { sections }: Document): string {
  const other = sections.find(({ properties }) => isNamed(properties, name));
  return other ? `, but one of an ${other.type} at line ${other.place.line}` : '';
}

const VARIABLE = /\$\{([^}]+)\}/g;

class SectionCheck {
  readonly findings: Finding[] = [];
  readonly notes: Note[] = [];
  readonly #plugin: PluginDefinition;
  readonly #section: PluginSection;
  readonly #variables: ReadonlyMap<string, string>;
  /** The first of each key that is not Fluent Bit's, by its name in lower case. */
  readonly #properties = new Map<string, Property>();
  /** Values as Fluent Bit would have them; `undefined` when that is not known here. */
  readonly #values = new Map<string, string | undefined>();

  constructor(plugin: PluginDefinition, section: PluginSection, variables: ReadonlyMap<string, string>) {
    this.#plugin = plugin;
    this.#section = section;
    this.#variables = variables;
  }

  async run(): Promise<void> {
    for (const property of this.#section.properties) this.#take(property);
    this.#checkKeys();
    this.#checkSettings();
    await this.#checkValues();
  }

  #take(property: Property): void {
    const { key, place, valuePlace } = property;
    const id = key.toLowerCase();
    if (isOwnKey(this.#section.type, id)) return;
    if (this.#properties.has(id)) {
      return this.#find(place, 'FLB_NODE_E_CONFIG', `${key} is there twice: Fluent Bit 5.1.1 does not start`);
    }
    this.#properties.set(id, property);
    if (property.value === undefined) {
      this.#values.set(id, undefined);
      return this.#find(valuePlace, 'FLB_NODE_E_CONFIG', `${key} is not one value: write several into one text`);
    }
    const unknown = new Set<string>();
    const value = property.value.replace(VARIABLE, (text, name: string) => {
      const known = this.#variables.get(name);
      if (known === undefined) unknown.add(text);
      return known ?? text;
    });
    this.#values.set(id, unknown.size === 0 ? value : undefined);
    if (unknown.size === 0) return;
    this.notes.push({ ...valuePlace, message: `${key} is not checked: ${[...unknown].join(', ')} is not known here` });
  }

  #checkKeys(): void {
    const { schema, type } = this.#plugin;
    const known = schema && schemaOptions(schema)?.map(({ name }) => name.toLowerCase());
    for (const [id, { key, place }] of this.#properties) {
      const isSetting = id.startsWith('node.');
      if (isSetting ? settingKeys.includes(id) : known === undefined || known.includes(id)) continue;
      const meant = closest(key, isSetting ? settingKeys : [...(known ?? []), ...OWN_KEYS[type]]);
      const hint = meant === undefined ? '' : `, did you mean "${meant}"?`;
      this.#find(place, 'FLB_NODE_E_UNKNOWN_KEY', `the key "${key}" is not known${hint}`);
    }
  }

  #checkSettings(): void {
    for (const setting of Object.values(settingsTable) as Setting<unknown>[]) {
      const id = `node.${setting.key}`;
      try {
        readSetting(setting, () => this.#values.get(id));
      } catch (error) {
        if (!FluentBitNodeError.is(error)) throw error;
        this.#find(this.#properties.get(id)?.valuePlace ?? this.#section.place, error.code, error.message);
      }
    }
  }

  async #checkValues(): Promise<void> {
    const { schema, name } = this.#plugin;
    if (schema === undefined) return;
    const conf = new ConfReader((key) => this.#values.get(key.toLowerCase()));
    try {
      await parseConfig(schema, conf, name);
    } catch (error) {
      if (!ConfigError.is(error)) throw error;
      const secrets = new Set(schemaFields(schema)?.fields.filter(({ secret }) => secret).map(({ key }) => key));
      for (const issue of error.issues) this.#report(issue, secrets);
    }
  }

  #report({ key, value, expected }: ConfigIssue, secrets: ReadonlySet<string>): void {
    const top = key.split('.')[0] ?? '';
    const ids = [top.toLowerCase(), snakeCase(top)];
    // Its value is not known here, so it is not missing.
    if (ids.some((id) => this.#values.has(id) && this.#values.get(id) === undefined)) return;
    const property = ids.map((id) => this.#properties.get(id)).find((each) => each !== undefined);
    const isHidden = secrets.has(top) || value === SECRET_VALUE;
    const shown = isHidden ? 'wrong (not shown)' : `"${value}"`;
    const what = value === undefined ? `${snakeCase(top)} is missing` : `${property?.key ?? top} is ${shown}`;
    this.#find(property?.valuePlace ?? this.#section.place, 'FLB_NODE_E_CONFIG', key === '' ? expected : `${what}: ${expected}`);
  }

  #find(place: Place, code: ErrorCode, message: string): void {
    this.findings.push({ ...place, code, message });
  }
}
