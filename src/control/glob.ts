/**
 * Patterns for names of instances and for tags.
 *
 * @module
 */

/** `*` is any text, also with dots, `?` any one letter. All else stands for itself. */
export function globToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** Does any of the patterns match any of the texts? */
export const matchesAny = (patterns: readonly RegExp[], ...texts: readonly string[]): boolean =>
  patterns.some((pattern) => texts.some((text) => pattern.test(text)));
