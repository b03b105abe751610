/**
 * What can be read from a zod schema itself: of zod 3, zod 4 and zod/mini, which this package does not depend on.
 *
 * @module
 */
import type { FieldDescription } from './json-schema.ts';
import { hasSecretMark } from './secret-mark.ts';

/**
 * Where zod keeps what a schema is made of: `def` of zod 4, `_def` of zod 3. `in` is the input side of a transform or
 * pipe, `innerType` and zod 3's `schema` what `.readonly()`, `.refine()` and the like wrap.
 */
interface Definition {
  /** The kind, such as `default`. */
  type?: unknown;
  /** The same in zod 3: `ZodDefault`. */
  typeName?: string;
  shape?: unknown;
  in?: unknown;
  out?: unknown;
  innerType?: unknown;
  schema?: unknown;
  left?: unknown;
  right?: unknown;
  catchall?: unknown;
  unknownKeys?: string;
  defaultValue?: unknown;
  entries?: object;
  values?: unknown;
  format?: string;
  checks?: { kind?: string; _zod?: { def?: { format?: string } } }[] | undefined;
}

interface ZodLike {
  shape?: unknown;
  description?: unknown;
  /** Of zod 4. */
  meta?: unknown;
  def?: Definition;
  _def?: Definition;
}

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

const definitionOf = (schema: unknown): Definition | undefined =>
  isObject(schema) ? ((schema as ZodLike).def ?? (schema as ZodLike)._def) : undefined;

const kindOf = ({ type, typeName }: Definition): string =>
  typeName?.replace(/^Zod/, '').toLowerCase() ?? (typeof type === 'string' ? type : '');

/** What an object schema asks for. `isOpen`: other keys pass, too. */
export interface ZodObject {
  readonly fields: object;
  readonly isOpen: boolean;
}

/** An object schema, whatever wraps it, or two of them that are joined by `.and()`. */
export function zodObject(schema: unknown): ZodObject | undefined {
  const def = definitionOf(schema);
  if (!def) return undefined;
  const fields = (schema as ZodLike).shape ?? def.shape;
  if (isObject(fields)) {
    const rest = definitionOf(def.catchall);
    return { fields, isOpen: def.unknownKeys === 'passthrough' || (rest !== undefined && kindOf(rest) !== 'never') };
  }
  if (!isObject(def.left)) return zodObject(def.in ?? def.innerType ?? def.schema);
  const [left, right] = [zodObject(def.left), zodObject(def.right)];
  return left && right && { fields: { ...left.fields, ...right.fields }, isOpen: left.isOpen || right.isOpen };
}

const OPTIONAL = new Set(['optional', 'exactoptional', 'default', 'prefault', 'catch', 'any', 'unknown']);

/** One field, from its wrappers inwards: the outermost description and default count. */
export function zodField(schema: unknown): FieldDescription {
  const def = definitionOf(schema);
  if (!def) return {};
  const kind = kindOf(def);
  const inner = zodField(def.innerType ?? def.schema ?? def.in);
  const outer = zodField(def.out);
  const described: FieldDescription = { ...inner, type: outer.type ?? inner.type ?? typeOf(kind, def) };
  if (outer.secret === true || isSecret(schema as ZodLike)) described.secret = true;
  const { description } = schema as ZodLike;
  if (typeof description === 'string') described.description = description;
  if (kind === 'default' || kind === 'prefault') described.default = defaultOf(def, inner);
  if (kind === 'enum') described.enum = Object.values(def.entries ?? (def.values as object));
  if (OPTIONAL.has(kind)) described.optional = true;
  return described;
}

const isSecret = (schema: ZodLike): boolean => {
  const meta: unknown = typeof schema.meta === 'function' ? schema.meta() : undefined;
  return hasSecretMark(schema) || (isObject(meta) && (meta as FieldDescription).secret === true);
};

const INTEGERS = ['int', 'safeint', 'int32', 'uint32'];

function typeOf(kind: string, { format, checks = [] }: Definition): string | undefined {
  if (kind === 'number') {
    const formats = [format, ...checks.map((check) => check._zod?.def?.format ?? check.kind)];
    return formats.some((one) => INTEGERS.includes(one ?? '')) ? 'integer' : 'number';
  }
  return kind === 'boolean' || kind === 'string' ? kind : undefined;
}

function defaultOf(def: Definition, inner: FieldDescription): unknown {
  let value: unknown;
  try {
    value = typeof def.defaultValue === 'function' ? (def.defaultValue as () => unknown)() : def.defaultValue;
  } catch {
    return undefined; // Computed from what the build machine does not have.
  }
  // A number in place of a string is what a transform makes of it, in the transform's unit.
  return typeof value === 'number' && inner.type === 'string' ? undefined : value;
}
