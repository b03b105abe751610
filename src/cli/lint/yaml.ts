/**
 * Fluent Bit's YAML, with places.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap } from 'yaml';
import type { PluginType } from '../../runtime/binding.ts';
import { emptyDocument, type Document, type Place, type PluginSection, type Property } from './document.ts';
import { includedFiles } from './files.ts';

/** @param file - as it is to be shown. */
export function readYaml(file: string): Document {
  const document = emptyDocument();
  readInto(document, file, dirname(resolve(file)), new Set());
  return document;
}

function readInto(document: Document, file: string, root: string, seen: Set<string>): void {
  seen.add(resolve(file));
  const lines = new LineCounter();
  const text = readFileSync(file, 'utf8');
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: false, stringKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  for (const { message, pos } of parsed.errors) {
    document.mistakes.push({ place: placeAt(pos[0]), message: (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '') });
  }
  const reader = new SectionReader(document, placeAt);
  const top = parsed.contents;
  if (!isMap(top)) return;
  for (const { key, value } of pairsOf(top)) {
    if (key === 'env') reader.variables(value);
    if (key === 'customs') reader.list('custom', value);
    if (key === 'pipeline' && isMap(value)) {
      for (const each of pairsOf(value)) {
        const type = LISTS[each.key];
        if (type) reader.list(type, each.value);
      }
    }
    if (key === 'includes') reader.includes(value, root, (included) => {
      if (!seen.has(included)) readInto(document, relative(process.cwd(), included), root, seen);
    });
  }
}

const LISTS: Record<string, PluginType> = { inputs: 'input', filters: 'filter', outputs: 'output' };

interface Entry {
  readonly key: string;
  readonly keyNode: Node | null;
  readonly value: Node | null;
}

const pairsOf = (map: YAMLMap): Entry[] =>
  (map.items as Pair<Node, Node | null>[]).map(({ key, value }) => ({
    key: isScalar(key) ? String(key.value) : '',
    keyNode: key,
    value,
  }));

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

class SectionReader {
  readonly #document: Document;
  readonly #placeAt: (offset: number) => Place;

  constructor(document: Document, placeAt: (offset: number) => Place) {
    this.#document = document;
    this.#placeAt = placeAt;
  }

  /** Plugins of one kind. A single one may stand without a list. */
  list(type: PluginType, value: Node | null): void {
    const items = isSeq(value) ? (value.items as Node[]) : [value];
    for (const item of items) if (isMap(item)) this.#section(type, item);
  }

  #section(type: PluginType, map: YAMLMap): void {
    const properties: Property[] = [];
    for (const { key, keyNode, value } of pairsOf(map)) {
      const isProcessors = key === 'processors' && isMap(value);
      if (isProcessors) for (const { value: chain } of pairsOf(value)) this.list('filter', chain);
      properties.push({
        key,
        value: isScalar(value) ? textOf(value.source, value.value) : undefined,
        place: this.#placeAt(offsetOf(keyNode)),
        valuePlace: this.#placeAt(offsetOf(value ?? keyNode)),
      });
    }
    const section: PluginSection = { type, place: this.#placeAt(offsetOf(map)), properties };
    this.#document.sections.push(section);
  }

  /** A map, or a list of `{ name, value }`. */
  variables(value: Node | null): void {
    const { variables } = this.#document;
    if (isMap(value)) {
      for (const { key, value: node } of pairsOf(value)) if (isScalar(node)) variables.set(key, textOf(node.source, node.value));
    }
    if (!isSeq(value)) return;
    for (const item of value.items) {
      const { name, value: text } = isMap(item) ? (item.toJSON() as { name?: unknown; value?: unknown }) : {};
      if (typeof name === 'string') variables.set(name, String(text ?? ''));
    }
  }

  includes(value: Node | null, root: string, read: (file: string) => void): void {
    for (const item of isSeq(value) ? value.items : []) {
      if (!isScalar(item)) continue;
      const pattern = String(item.value);
      const files = includedFiles(pattern, root);
      if (files.length === 0) {
        this.#document.mistakes.push({ place: this.#placeAt(offsetOf(item)), message: `there is no file ${pattern}` });
      }
      for (const file of files) read(file);
    }
  }
}

/** As it is written: `1.0` and `on` are text to Fluent Bit. */
const textOf = (source: string | undefined, value: unknown): string =>
  typeof value === 'string' ? value : (source ?? (value === null ? '' : String(value)));
