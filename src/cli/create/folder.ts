/**
 * The folder of a new plugin.
 *
 * @module
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usageError } from '../command.ts';
import type { Files } from './template.ts';

/** What may be there: it is nobody's work. */
const HARMLESS = new Set(['.git', '.DS_Store']);
const SHOWN = 5;

/** @throws `FLB_NODE_E_USAGE` when something is in it. */
export function needEmpty(folder: string): void {
  const found = list(folder).filter((name) => !HARMLESS.has(name));
  if (found.length === 0) return;
  const rest = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  throw usageError(`${folder} is not empty: ${found.slice(0, SHOWN).join(', ')}${rest}; --force writes there all the same`);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw usageError(`cannot write to ${folder}: ${(error as Error).message}`);
  }
}

export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
