/**
 * The test file that checks a plugin's contract.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PLUGIN_SLOT } from '../../runtime/binding.ts';
import type { Section } from '../../testing/index.ts';
import { usageError } from '../command.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { findEntry } from '../plugin-file.ts';

/** Where a plugin is looked for. */
const ENTRIES = ['plugin.ts', 'plugin.js', 'plugin.mts', 'plugin.mjs', 'src/plugin.ts', 'src/plugin.js'];
/** Beside the plugin: exports its `ContractOptions`. */
const OPTIONS_FILES = ['contract.ts', 'contract.js', 'contract.mts', 'contract.mjs'];

/**
 * The plugin of a project: what was given, `flbNode.entry` of its package.json, or `plugin.ts`.
 *
 * @throws `FLB_NODE_E_USAGE` when there is none.
 */
export function entryOf(root: string, given?: string): string {
  if (given !== undefined) return findEntry(resolve(root, given));
  const named = packageEntry(join(root, 'package.json'));
  if (named !== undefined) return findEntry(resolve(root, named));
  const found = ENTRIES.map((name) => join(root, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw usageError(`there is no plugin.ts in ${root}: name the plugin with --plugin FILE, or leave its contract out with --no-contract`);
}

function packageEntry(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { flbNode } = JSON.parse(readFileSync(file, 'utf8')) as { flbNode?: { entry?: string } };
  return flbNode?.entry;
}

/** What is in `key=value` each. @throws `FLB_NODE_E_USAGE` */
export function sectionOf(pairs: readonly string[]): Section {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw usageError(`--with wants key=value, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/**
 * Writes the test file, out of the way of the user's.
 *
 * @param config - goes over that of the options file.
 * @returns its folder, which has nothing else in it, and its name.
 */
export function writeContractTest(root: string, entry: string, config: Section): { folder: string; file: string } {
  const folder = join(root, 'node_modules/.cache/flb-node/contract');
  const file = `${basename(entry).replace(/\.\w+$/, '')}.contract.test.mjs`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), sourceOf(entry, config));
  return { folder, file };
}

function sourceOf(entry: string, config: Section): string {
  const optionsFile = OPTIONS_FILES.map((name) => join(dirname(entry), name)).find((path) => existsSync(path));
  const path = (file: string): string => JSON.stringify(file.replaceAll('\\', '/'));
  return `// Made by flb-node test, at each run.
import { describeContract } from ${path(join(PACKAGE_ROOT, 'dist/testing/vitest.js'))};
import * as plugin from ${path(entry)};
${optionsFile === undefined ? 'const options = {};' : `import options from ${path(optionsFile)};`}

const definition = plugin.default ?? globalThis[Symbol.for(${JSON.stringify(PLUGIN_SLOT.description)})];
if (typeof definition?.create !== 'function') throw new Error(${path(entry)} + ' registers no plugin: call registerInput, registerOutput, registerFilter or registerCustom, and export what it returns');
describeContract(definition, { ...options, config: { ...options.config, ...${JSON.stringify(config)} } });
`;
}
