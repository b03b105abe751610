/**
 * What a schema says of itself: its keys, and what `fluent-bit -i NAME -h` prints of each.
 *
 * Three sources, whichever a library offers: the fields of a zod object, its description as a Standard JSON Schema, and
 * (zod 3, zod before 4.2, zod/mini) a walk through the wrappers of each field.
 *
 * @module
 */
import { snakeCase } from './conf.ts';
import { type FieldDescription, type JsonObject, jsonSchema } from './json-schema.ts';
import type { ConfigSchema } from './schema.ts';
import { secretKeys } from './secrets.ts';
import { isObject, zodField, zodObject } from './zod.ts';

/** As Fluent Bit names them in its help. They are documentation: values reach the plugin as the strings they are. */
export type OptionType = 'string' | 'boolean' | 'integer' | 'double' | 'size' | 'time';

/** A property that Fluent Bit is told of: an entry of its `config_map`. */
export interface ConfigOption {
  /** As it stands in a section. Fluent Bit ignores case. */
  readonly name: string;
  readonly type: OptionType;
  /** As it would stand in a section. */
  readonly default?: string | undefined;
  /** One line. */
  readonly description: string;
}

/**
 * The keys that a schema asks for, or `undefined` when it does not say.
 *
 * Fluent Bit cannot list a section's keys, so the schema has to name them.
 */
export function schemaKeys(schema: ConfigSchema): string[] | undefined {
  const fields = zodObject(schema)?.fields ?? jsonSchema(schema, 'input')?.properties;
  return isObject(fields) ? Object.keys(fields) : undefined;
}

/**
 * The options of a schema, in its order; `undefined` when they cannot be a complete list, so that no key may be refused
 * for not being in it: the library does not tell its keys, or the schema lets any key pass (`z.looseObject`).
 *
 * A key in camelCase is there in both of its spellings.
 */
export function schemaOptions(schema: ConfigSchema): ConfigOption[] | undefined {
  const zod = zodObject(schema);
  const input = jsonSchema(schema, 'input');
  const fields = zod?.fields ?? input?.properties;
  if (!fields || isOpen(input) || zod?.isOpen) return undefined;

  const output = jsonSchema(schema, 'output');
  const secrets = new Set(secretKeys(schema));
  const options = new Map<string, ConfigOption>();
  const add = (option: ConfigOption): void => {
    const id = option.name.toLowerCase();
    if (!options.has(id)) options.set(id, option);
  };
  for (const [key, field] of Object.entries(fields)) {
    const name = snakeCase(key);
    const described = input?.properties?.[key]
      ? optionOf(name, { ...input.properties[key], optional: !input.required?.includes(key) }, output?.properties?.[key])
      : optionOf(name, zodField(field));
    const option = secrets.has(key) ? hideDefault(described) : described;
    add(option);
    add({ name: key, type: option.type, description: `Another spelling of ${name}` });
  }
  return [...options.values()];
}

/** May there be keys that are not among the properties? */
const isOpen = (described: JsonObject = {}): boolean =>
  (described.additionalProperties ?? false) !== false ||
  ['allOf', 'anyOf', 'oneOf', 'patternProperties', '$ref'].some((word) => word in described);

const TYPES: Record<string, OptionType> = { boolean: 'boolean', integer: 'integer', number: 'double' };
const typeOf = ({ type }: FieldDescription): OptionType | undefined =>
  typeof type === 'string' ? TYPES[type] : undefined;

/** @param output - what the section's string becomes: a boolean of the string `on`, say. */
function optionOf(name: string, input: FieldDescription, output: FieldDescription = {}): ConfigOption {
  const type = typeOf(output) ?? typeOf(input) ?? 'string';
  // A number behind a transform is in the transform's unit: 90000 where a section says 90s.
  const standard = asWritten(input.default ?? (typeof output.default === 'number' ? undefined : output.default));
  // Fluent Bit does not start with a default of a boolean that it cannot read itself.
  const isReadable = type !== 'boolean' || standard === undefined || /^(true|false|on|off|yes|no)$/i.test(standard);
  return { name, type: isReadable ? type : 'string', default: standard, description: describe(input) };
}

/** Fluent Bit prints defaults. */
const hideDefault = ({ default: _, description, ...rest }: ConfigOption): ConfigOption => ({
  ...rest,
  description: `${description} (secret)`.trimStart(),
});

const asWritten = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** Fluent Bit's map has no place for what is required or possible, so the description says it. */
function describe({ description, optional, enum: values }: FieldDescription): string {
  const notes = optional ? [] : ['required'];
  if (Array.isArray(values)) notes.push(`one of ${values.join(', ')}`);
  const text = typeof description === 'string' ? description.replace(/\s+/g, ' ').trim() : '';
  return [text, notes.length > 0 ? `(${notes.join('; ')})` : ''].filter((part) => part !== '').join(' ');
}
