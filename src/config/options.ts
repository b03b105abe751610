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

/** One key of a schema, with all that is known of it. */
export interface SchemaField {
  /** As the schema has it. */
  readonly key: string;
  /** As a section would have it: in snake_case. */
  readonly name: string;
  readonly type: OptionType;
  readonly required: boolean;
  /** The possible ones, where they are few. */
  readonly values?: readonly string[] | undefined;
  /** As it would stand in a section; never that of a secret. */
  readonly default?: string | undefined;
  readonly secret: boolean;
  /** One line, as the schema says it; may be empty. */
  readonly description: string;
}

/** All that a schema says of its keys. */
export interface SchemaFields {
  /** In the schema's order. */
  readonly fields: readonly SchemaField[];
  /** The schema lets other keys pass, too. */
  readonly isOpen: boolean;
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

/** Its keys one by one, or `undefined` when the library does not tell them. */
export function schemaFields(schema: ConfigSchema): SchemaFields | undefined {
  const zod = zodObject(schema);
  const input = jsonSchema(schema, 'input');
  const known = zod?.fields ?? input?.properties;
  if (!known) return undefined;

  const output = jsonSchema(schema, 'output');
  const secrets = new Set(secretKeys(schema));
  const fields = Object.entries(known).map(([key, field]) => {
    const described = input?.properties?.[key]
      ? fieldOf(key, { ...input.properties[key], optional: !input.required?.includes(key) }, output?.properties?.[key])
      : fieldOf(key, zodField(field));
    return secrets.has(key) ? { ...described, default: undefined, secret: true } : described;
  });
  return { fields, isOpen: isOpen(input) || (zod?.isOpen ?? false) };
}

/**
 * The options of a schema, in its order; `undefined` when they cannot be a complete list, so that no key may be refused
 * for not being in it: the library does not tell its keys, or the schema lets any key pass (`z.looseObject`).
 *
 * A key in camelCase is there in both of its spellings.
 */
export function schemaOptions(schema: ConfigSchema): ConfigOption[] | undefined {
  const known = schemaFields(schema);
  if (!known || known.isOpen) return undefined;
  const options = new Map<string, ConfigOption>();
  const add = (option: ConfigOption): void => {
    const id = option.name.toLowerCase();
    if (!options.has(id)) options.set(id, option);
  };
  for (const field of known.fields) {
    const { key, name, type } = field;
    // Fluent Bit prints defaults.
    add({ name, type, ...(!field.secret && { default: field.default }), description: describe(field) });
    add({ name: key, type, description: `Another spelling of ${name}` });
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
function fieldOf(key: string, input: FieldDescription, output: FieldDescription = {}): SchemaField {
  const type = typeOf(output) ?? typeOf(input) ?? 'string';
  // A number behind a transform is in the transform's unit: 90000 where a section says 90s.
  const standard = asWritten(input.default ?? (typeof output.default === 'number' ? undefined : output.default));
  // Fluent Bit does not start with a default of a boolean that it cannot read itself.
  const isReadable = type !== 'boolean' || standard === undefined || /^(true|false|on|off|yes|no)$/i.test(standard);
  return {
    key,
    name: snakeCase(key),
    type: isReadable ? type : 'string',
    required: !input.optional,
    values: Array.isArray(input.enum) ? input.enum.map(String) : undefined,
    default: standard,
    secret: false,
    description: typeof input.description === 'string' ? input.description.replace(/\s+/g, ' ').trim() : '',
  };
}

const asWritten = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** Fluent Bit's map has no place for what is required, possible or secret, so the description says it. */
function describe({ description, required, values, secret }: SchemaField): string {
  const notes = required ? ['required'] : [];
  if (values) notes.push(`one of ${values.join(', ')}`);
  const parts = [description, notes.length > 0 ? `(${notes.join('; ')})` : '', secret ? '(secret)' : ''];
  return parts.filter((part) => part !== '').join(' ');
}
