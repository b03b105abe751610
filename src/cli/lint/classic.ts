/**
 * Fluent Bit's classic configuration, read as `src/config_format/flb_cf_fluentbit.c` of 5.1.1 reads it.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { PluginType } from '../../runtime/binding.ts';
import { emptyDocument, type Document, type Place, type Property } from './document.ts';
import { includedFiles } from './files.ts';

const TYPES: Record<string, PluginType> = { input: 'input', output: 'output', filter: 'filter', custom: 'custom' };

/** @param file - as it is to be shown. */
export function readClassic(file: string): Document {
  const reader = new ClassicReader(dirname(resolve(file)));
  reader.read(file);
  return reader.document;
}

class ClassicReader {
  readonly document = emptyDocument();
  readonly #root: string;
  readonly #seen = new Set<string>();
  /** Of the section that is read; an included file may go on with it. */
  #properties: Property[] | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  read(file: string): void {
    this.#seen.add(resolve(file));
    let indent: string | undefined;
    let isInGroup = false;
    readFileSync(file, 'utf8').split(/\r?\n/).forEach((line, index) => {
      const at = (column: number): Place => ({ file, line: index + 1, column });
      if (line === '' || line.startsWith('#')) return;
      const [, pattern] = /^@include (.+)/i.exec(line) ?? [];
      if (pattern !== undefined) return this.#include(pattern.trim(), at(10));
      if (line.startsWith('@')) return this.#set(line);
      if (line.startsWith('[')) {
        isInGroup = false;
        return this.#open(line, at(1));
      }
      const blanks = /^[ \t]*/.exec(line)?.[0] ?? '';
      if (blanks === line || line[blanks.length] === '#') return;
      indent ??= blanks;
      if (blanks !== indent && blanks !== indent + indent) {
        return this.#mistake(at(blanks.length + 1), 'the indentation is not that of the lines before');
      }
      if (blanks === indent) isInGroup = line.startsWith('[', blanks.length);
      // A group is about processors, which classic files hardly have.
      if (!isInGroup) this.#property(line, blanks.length, at);
    });
  }

  #include(pattern: string, place: Place): void {
    const files = includedFiles(pattern, this.#root);
    if (files.length === 0 && !pattern.includes('*')) this.#mistake(place, `there is no file ${pattern}`);
    for (const file of files) {
      if (this.#seen.has(file)) this.#mistake(place, `${pattern} is included already`);
      else this.read(relative(process.cwd(), file));
    }
  }

  /** `@SET name=value`; other commands are none that matter here. */
  #set(line: string): void {
    const [, name, value] = /^@set\s+([^=\s]+)\s*=(.*)$/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.document.variables.set(name, value.trim());
  }

  #open(line: string, place: Place): void {
    const end = line.indexOf(']');
    this.#properties = [];
    if (end < 0) return this.#mistake(place, 'the section has no ]');
    const type = TYPES[line.slice(1, end).toLowerCase()];
    if (type) this.document.sections.push({ type, place, properties: this.#properties });
  }

  #property(line: string, start: number, at: (column: number) => Place): void {
    const gap = line.indexOf(' ', start);
    const key = line.slice(start, gap < 0 ? undefined : gap);
    const value = gap < 0 ? '' : line.slice(gap).trim();
    if (value === '') return this.#mistake(at(start + 1), `${key} has no value`);
    const valuePlace = at(line.indexOf(value, gap) + 1);
    if (this.#properties === undefined) return this.#mistake(at(start + 1), `${key} is in no section`);
    this.#properties.push({ key, value, place: at(start + 1), valuePlace });
  }

  #mistake(place: Place, message: string): void {
    this.document.mistakes.push({ place, message });
  }
}
