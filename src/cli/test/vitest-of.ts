/**
 * The vitest of the user's project: theirs, so that its version, its configuration and its plugins are theirs.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createError } from '../../errors.ts';

/** Since then a project can be added to those of a configuration, and tests can be skipped with a reason. */
const OLDEST = [3, 2] as const;

/** What is used of `vitest/node`, and is the same in all versions from 3.2 on. */
export interface VitestNode {
  startVitest(
    mode: 'test',
    filters: string[],
    options: Record<string, unknown>,
    viteOverrides: Record<string, unknown>,
  ): Promise<{ close(): Promise<void> } | undefined>;
  parseCLI(argv: string[]): { filter: string[]; options: Record<string, unknown> };
}

/** @throws `FLB_NODE_E_NO_VITEST` */
export async function vitestOf(folder: string): Promise<VitestNode> {
  const home = findPackage(folder);
  if (home === undefined) throw createError('FLB_NODE_E_NO_VITEST', `none from ${folder} on`);
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw createError('FLB_NODE_E_NO_VITEST', `${home} has version ${version}`);
  }
  return (await import(pathToFileURL(join(home, 'dist/node.js')).href)) as VitestNode;
}

/** As Node looks for packages; not by `require.resolve`, which asks the package what it lets be seen. */
function findPackage(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules/vitest');
    if (existsSync(join(home, 'package.json'))) return home;
    if (dirname(at) === at) return undefined;
  }
}
