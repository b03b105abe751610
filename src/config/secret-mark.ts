/**
 * The mark of a secret field, for libraries whose schemas can hold none.
 *
 * @module
 */
const marked = new WeakSet<object>();

/** Marks it. Returns the same object. */
export const markSecret = <T extends object>(schema: T): T => (marked.add(schema), schema);

/** Is it marked? */
export const hasSecretMark = (schema: object): boolean => marked.has(schema);
