/** The group of processes that this one is in. Node has no call for it. */
import { readFileSync } from 'node:fs';

/** `undefined` where there is no /proc. */
export function processGroup(): number | undefined {
  try {
    // Field 5, counted from behind the name, which may have blanks and brackets in it.
    const stat = readFileSync('/proc/self/stat', 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}
