/**
 * A sample configuration in Fluent Bit's two formats.
 *
 * @module
 */
import { stringify } from 'yaml';
import type { Entry, Sample, Section } from './sample.ts';

const LISTS = { input: 'inputs', filter: 'filters', output: 'outputs', custom: 'customs' } as const;

const comments = (sample: Sample): string[] => sample.notes.map((note) => `# ${note}`);

/** As `fluent-bit.yaml`. */
export function renderYaml(sample: Sample): string {
  const lines = comments(sample);
  let isInPipeline = false;
  let list = '';
  for (const { kind, entries } of sample.sections) {
    if (kind === 'service') {
      lines.push('service:', ...yamlEntries(entries, '  '), '');
      continue;
    }
    if (kind !== 'custom' && !isInPipeline) {
      lines.push('pipeline:');
      isInPipeline = true;
    }
    const indent = kind === 'custom' ? '' : '  ';
    if (list !== LISTS[kind]) lines.push(`${indent}${LISTS[kind]}:`);
    list = LISTS[kind];
    const [first = '', ...rest] = yamlEntries(entries, `${indent}    `);
    lines.push(`${indent}  - ${first.trimStart()}`, ...rest);
    if (kind === 'custom') lines.push('');
  }
  return lines.join('\n');
}

const yamlEntries = (entries: readonly Entry[], indent: string): string[] =>
  entries.flatMap(({ key, value, note, isDefault }) => [
    ...(note === undefined ? [] : [`${indent}# ${note}`]),
    `${indent}${isDefault ? '# ' : ''}${key}: ${yamlValue(value)}`,
  ]);

/** On one line. `on` and `1` are text to Fluent Bit, with quotes and without. */
function yamlValue(value: string): string {
  if (/^[\w.][\w.:/-]*$/.test(value) && !value.endsWith(':')) return value;
  return stringify(value, { defaultStringType: value.includes('\n') ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE', lineWidth: 0 }).trimEnd();
}

/** As `fluent-bit.conf`. */
export function renderClassic(sample: Sample): string {
  return [...comments(sample), ...sample.sections.flatMap((each) => [...classicSection(each), ''])].join('\n').trimEnd();
}

function classicSection({ kind, entries }: Section): string[] {
  const width = Math.max(...entries.filter(({ isDefault }) => !isDefault).map(({ key }) => key.length));
  return [
    `[${kind.toUpperCase()}]`,
    ...entries.flatMap(({ key, value, note, isDefault }) => [
      ...(note === undefined ? [] : [`    # ${note}`]),
      // A line is a value's end: the runtime reads \n.
      `    ${isDefault ? `# ${key}` : key.padEnd(width)} ${value.replaceAll('\n', '\\n')}`.trimEnd(),
    ]),
  ];
}
