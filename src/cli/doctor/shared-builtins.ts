/**
 * Files outside of libnode that Debian's libnode reads at its start. Their paths are compiled into it.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

const FOLDER = '/usr/share/nodejs';
const LONGEST_PATH = 200;

export function sharedBuiltins(library: string): string[] {
  const bytes = readFileSync(library);
  const found = new Set<string>();
  for (let at = bytes.indexOf(FOLDER); at !== -1; at = bytes.indexOf(FOLDER, at + 1)) {
    const path = /^[\w./-]+\.m?js(?=[\0\n"])/.exec(bytes.toString('latin1', at, at + LONGEST_PATH))?.[0];
    if (path) found.add(path);
  }
  return [...found];
}
