/**
 * What a build with a compiler needs.
 *
 * @module
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createError } from '../../errors.ts';

/** @throws `FLB_NODE_E_NO_COMPILER`, which names all that is missing. */
export function checkToolchain(): void {
  const own = process.env['CXX'];
  const needed: [string, string[]][] = [
    ['a C++ compiler', own ? [own] : ['c++', 'g++', 'clang++']],
    ['cmake', ['cmake']],
    ['make or ninja', ['ninja', 'make']],
  ];
  const missing = needed.filter(([, names]) => !names.some(onPath)).map(([what]) => what);
  if (missing.length === 0) return;
  throw createError('FLB_NODE_E_NO_COMPILER', `${missing.join(', ')} (flb-node build --prebuilt works without)`);
}

function onPath(program: string): boolean {
  const folders = program.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
