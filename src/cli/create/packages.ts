/**
 * What a new plugin depends on.
 *
 * @module
 */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from '../command.ts';
import { PACKAGE_ROOT, VERSION } from '../package-root.ts';
import { readFromTarball } from './tarball.ts';

const OURS = 'fluent-bit-node';

/** Of the plugin, and of the work on it. Their versions are those that this package is tested with. */
const BUNDLED = ['zod'];
const TOOLS = ['@types/node', 'typescript', 'vitest'];

interface Manifest {
  name?: string;
  devDependencies?: Record<string, string>;
}

/** A dependency: what stands in `package.json`. */
export interface Package {
  readonly name: string;
  readonly spec: string;
}

/**
 * Reads a `--package`: `NAME@VERSION`, or the path of a tarball or folder, with or without `file:`.
 *
 * @throws `FLB_NODE_E_USAGE`
 */
export function parsePackage(text: string): Package {
  const [, scoped, version] = /^((?:@[\w.-]+\/)?[a-z][\w.-]*)@([^@/]+)$/.exec(text) ?? [];
  if (scoped !== undefined && version !== undefined) return { name: scoped, spec: version };
  const path = text.startsWith('file://') ? fileURLToPath(text) : resolve(text.replace(/^file:/, ''));
  const name = nameAt(path);
  if (name === undefined) throw usageError(`--package ${text} is neither NAME@VERSION nor a package's tarball or folder`);
  return { name, spec: `file:${path}` };
}

function nameAt(path: string): string | undefined {
  try {
    const isFolder = statSync(path).isDirectory();
    const text = isFolder ? readFileSync(join(path, 'package.json'), 'utf8') : readFromTarball(path, 'package/package.json');
    return (JSON.parse(text ?? '{}') as Manifest).name;
  } catch {
    return undefined;
  }
}

/**
 * The `package.json` of the template with its dependencies.
 *
 * @param given - of `--package`: in place of the released ones. Those that are not in the list otherwise are platforms'
 * parts of ours, so they may be missing elsewhere.
 */
export function addDependencies(manifest: string, given: readonly Package[]): string {
  const { devDependencies: tested = {} } = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'),
  ) as Manifest;
  const specs = new Map([[OURS, `^${VERSION}`]]);
  for (const name of [...BUNDLED, ...TOOLS]) specs.set(name, tested[name] ?? '*');
  const others: Package[] = [];
  for (const each of given) {
    if (specs.has(each.name)) specs.set(each.name, each.spec);
    else others.push(each);
  }
  const pick = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, specs.get(name) ?? '*']));
  const whole = {
    ...(JSON.parse(manifest) as object),
    dependencies: pick([OURS, ...BUNDLED]),
    devDependencies: pick(TOOLS),
    ...(others.length > 0 && { optionalDependencies: Object.fromEntries(others.map(({ name, spec }) => [name, spec])) }),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
