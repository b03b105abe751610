/**
 * A configuration in Fluent Bit's classic format, changed to run the plugin that is being written.
 *
 * @module
 */
import { resolve } from 'node:path';
import { usageError } from '../command.ts';
import { FILE_KEYS, pluginsList, readPluginsFile, type Rewriting, sectionSettings } from './rewrite.ts';
import type { Rewritten } from './rewrite-yaml.ts';

interface Block {
  /** As in `[INPUT]`, in lower case; empty before the first one. */
  readonly kind: string;
  lines: string[];
}

const propertyOf = (line: string): readonly [key: string, value: string] => {
  const [, key = '', value = ''] = /^\s*([^\s#]\S*)\s+(.*?)\s*$/.exec(line) ?? [];
  return [key.toLowerCase(), value];
};

/** @throws `FLB_NODE_E_USAGE` when it has no section of the plugin. */
export function rewriteConf(text: string, rewriting: Rewriting): Rewritten {
  const { type, name, folder, pluginsFile } = rewriting;
  const blocks = blocksOf(text);
  const settings = sectionSettings(rewriting);
  const own = blocks.filter((block) => block.kind === type && block.lines.some((line) => isName(line, name)));
  if (own.length === 0) throw usageError(`the configuration has no [${type.toUpperCase()}] with the name ${name}`);
  for (const block of own) {
    const others = block.lines.filter((line) => !(propertyOf(line)[0] in settings));
    block.lines = [...others, ...Object.entries(settings).map(([key, value]) => `    ${key} ${value}`)];
  }

  const listed: string[] = [];
  for (const block of blocks) {
    block.lines = block.lines.flatMap((line) => {
      const [key, value] = propertyOf(line);
      if (key === '@include') return `@INCLUDE ${resolve(folder, value)}`;
      if (block.kind !== 'service') return line;
      if (FILE_KEYS.includes(key)) return `    ${key} ${resolve(folder, value)}`;
      if (key !== 'plugins_file') return line;
      listed.push(...readPluginsFile(resolve(folder, value)));
      return [];
    });
  }
  const service = blocks.find(({ kind }) => kind === 'service') ?? addBlock(blocks, 'service');
  service.lines.push(`    plugins_file ${pluginsFile}`);
  const config = blocks.map(({ kind, lines }) => [...(kind === '' ? [] : [`[${kind.toUpperCase()}]`]), ...lines].join('\n'));
  return { config: `${config.join('\n')}\n`, plugins: pluginsList(rewriting, listed) };
}

const isName = (line: string, name: string): boolean => {
  const [key, value] = propertyOf(line);
  return key === 'name' && value === name;
};

function addBlock(blocks: Block[], kind: string): Block {
  const block = { kind, lines: [] };
  blocks.push(block);
  return block;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [{ kind: '', lines: [] }];
  for (const line of text.trimEnd().split('\n')) {
    const [, kind] = /^\s*\[([\w ]+)\]\s*$/.exec(line) ?? [];
    if (kind === undefined) blocks.at(-1)?.lines.push(line);
    else addBlock(blocks, kind.toLowerCase());
  }
  return blocks;
}
