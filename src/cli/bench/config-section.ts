/**
 * The settings of a plugin out of a configuration of Fluent Bit.
 *
 * @module
 */
import type { Section } from '../../../bench/lib/write-config.mjs';
import { usageError } from '../command.ts';
import { readClassic } from '../lint/classic.ts';
import type { Document } from '../lint/document.ts';
import { readYaml } from '../lint/yaml.ts';
import type { Subject } from './pipelines.ts';

/** Where the section stands in its pipeline, which is another one here; and code that would run instead of what was built. */
const LEFT_OUT = ['name', 'alias', 'tag', 'match', 'match_regex', 'node.bundle'];

/**
 * That of the first section of the plugin.
 *
 * @throws `FLB_NODE_E_USAGE` when the file has none, or is no configuration.
 */
export function sectionOf({ type, name }: Pick<Subject, 'type' | 'name'>, file: string): Section {
  const document: Document = /\.ya?ml$/.test(file) ? readYaml(file) : readClassic(file);
  const [mistake] = document.mistakes;
  if (mistake) throw usageError(`${mistake.place.file}:${mistake.place.line}: ${mistake.message}`);
  const names = (each: Document['sections'][number]): boolean =>
    each.type === type && each.properties.some(({ key, value }) => key.toLowerCase() === 'name' && value?.toLowerCase() === name.toLowerCase());
  const found = document.sections.find(names);
  if (!found) throw usageError(`${file} has no ${type} ${name}`);
  const expand = (text: string): string => text.replace(/\$\{(\w+)\}/g, (whole, variable: string) => document.variables.get(variable) ?? whole);
  const lines = found.properties.flatMap(({ key, value }) =>
    value === undefined || LEFT_OUT.includes(key.toLowerCase()) ? [] : [[key, expand(value)]],
  );
  return Object.fromEntries(lines) as Section;
}
