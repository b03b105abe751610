/**
 * What a schema says of itself as JSON Schema.
 *
 * @module
 */
import type { StandardJSONSchemaV1 } from '@standard-schema/spec';
import type { ConfigSchema } from './schema.ts';

/** What is known of one field, in JSON Schema's words. */
export interface FieldDescription {
  type?: unknown;
  default?: unknown;
  description?: unknown;
  enum?: unknown;
  optional?: boolean;
  /** Ours: see `secret()`. */
  secret?: unknown;
  writeOnly?: unknown;
}

/** An object schema. */
export interface JsonObject {
  properties?: Record<string, FieldDescription>;
  required?: string[];
  additionalProperties?: unknown;
}

/** Libraries that describe themselves as JSON Schema (Standard JSON Schema: zod from 4.2, arktype, ...). */
export const jsonSchema = (schema: ConfigSchema, side: 'input' | 'output'): JsonObject | undefined => {
  const described = (schema['~standard'] as Partial<StandardJSONSchemaV1.Props>).jsonSchema;
  try {
    return described?.[side]({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } });
  } catch {
    return undefined; // Not describable (a custom type, a default that throws).
  }
};
