/**
 * Keys that were probably meant otherwise. Fluent Bit cannot list a section's keys, so the spellings that people write
 * are asked for, one by one; a look-up takes a microsecond. From 5.1.1 on Fluent Bit refuses unknown keys itself where
 * it is told the known ones: then nothing is found here.
 *
 * @module
 */
import { snakeCase, type PropertySource } from './conf.ts';

/** A key of the section, and the one that was probably meant. */
export interface Misspelt {
  readonly given: string;
  readonly meant: string;
}

/**
 * Other spellings of a key in snake_case: other separators (`api-key`, `apikey`), singular and plural, and a letter that
 * is left out, doubled or swapped with the next.
 */
export function nearMisses(key: string): string[] {
  const start = key.lastIndexOf('.') + 1;
  const words = key.slice(start).split('_');
  const found = new Set(['-', '.', ''].map((separator) => key.slice(0, start) + words.join(separator)));
  for (const separator of ['_', '-']) found.add(key.replaceAll(/[._]/g, separator));
  found.add(key.endsWith('s') ? key.slice(0, -1) : `${key}s`);
  for (let at = 0; at < key.length; at += 1) {
    const [before, letter, next, after] = [key.slice(0, at), key.charAt(at), key.charAt(at + 1), key.slice(at + 2)];
    found.add(before + next + after);
    found.add(before + letter + letter + next + after);
    found.add(before + next + letter + after);
  }
  found.delete(key);
  found.delete('');
  return [...found];
}

/**
 * Of the keys that the section does not have, those for which it has a near miss. What is another known key is none.
 *
 * @param keys - as a schema has them.
 */
export function findMisspelt(keys: readonly string[], source: PropertySource): Misspelt[] {
  const known = new Set(keys.flatMap((key) => [key.toLowerCase(), snakeCase(key)]));
  const found: Misspelt[] = [];
  for (const key of keys) {
    const meant = snakeCase(key);
    if (source(meant) !== undefined || source(key) !== undefined) continue;
    const given = nearMisses(meant).find((near) => !known.has(near) && source(near) !== undefined);
    if (given !== undefined) found.push({ given, meant });
  }
  return found;
}
