/**
 * Plugins' shared objects with a compiler: of one source file, or of a project with a CMakeLists.txt of its own.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';
import { createError } from '../../errors.ts';
import { type BuildOptions, bundlePlugin } from './bundle.ts';
import { cmakePath, runCmake } from './cmake.ts';
import { placeCopy, pluginFileName } from './files.ts';
import type { BuiltPlugin } from './prebuilt.ts';
import { checkToolchain } from './toolchain.ts';

/** A runtime that was compiled with the plugins; still in the folder of the build. */
interface WithRuntime {
  runtime?: string | undefined;
}

/**
 * @param withRuntime - also libflbnode.so, where libnode's headers are.
 * @throws `FLB_NODE_E_USAGE`, `FLB_NODE_E_BUNDLE`, `FLB_NODE_E_NO_COMPILER`, `FLB_NODE_E_BUILD`.
 */
export async function buildCompiled(options: BuildOptions, withRuntime: boolean): Promise<BuiltPlugin & WithRuntime> {
  checkToolchain();
  const bundled = await bundlePlugin(options);
  const { bundleFile, plugin } = bundled;
  const { plugins, runtime } = await runCmake({
    work: workFolder(dirname(resolve(options.entry)), plugin.name),
    name: plugin.name,
    content: `flb_node_plugin(NAME ${targetName(plugin)} BUNDLE ${cmakePath(bundleFile)})`,
    withRuntime,
  });
  const [made] = plugins;
  if (made === undefined) throw createError('FLB_NODE_E_BUILD', 'CMake made no plugin');
  const file = placeCopy(made, join(dirname(bundleFile), pluginFileName(plugin)));
  return { ...bundled, file, bytes: statSync(file).size, runtime };
}

/**
 * Builds all that a project's own CMakeLists.txt makes with `flb_node_plugin`.
 *
 * @throws `FLB_NODE_E_NO_COMPILER`, `FLB_NODE_E_BUILD`.
 */
export async function buildProject(
  project: string,
  outputDir: string,
  withRuntime: boolean,
): Promise<{ files: string[] } & WithRuntime> {
  checkToolchain();
  const { plugins, runtime } = await runCmake({
    work: workFolder(project, '.project'),
    name: basename(project),
    content: `add_subdirectory(${cmakePath(project)} project)`,
    withRuntime,
  });
  mkdirSync(outputDir, { recursive: true });
  return { files: plugins.map((made) => placeCopy(made, join(resolve(outputDir), basename(made)))), runtime };
}

/** Does a folder build plugins by a CMakeLists.txt of its own? */
export function hasOwnProject(folder: string): boolean {
  const file = join(folder, 'CMakeLists.txt');
  return existsSync(file) && /^\s*flb_node_plugin\s*\(/m.test(readFileSync(file, 'utf8'));
}

/** A filter's target has to be called after it. Any other name might be one that CMake keeps for itself, as `test`. */
const targetName = ({ type, name }: PluginDescription): string =>
  type === 'filter' ? `filter-${name.replaceAll('_', '-')}` : 'plugin';

/** Below the project's `node_modules`, as other tools have theirs. */
function workFolder(from: string, name: string): string {
  let project = from;
  while (!existsSync(join(project, 'package.json')) && dirname(project) !== project) project = dirname(project);
  const base = existsSync(join(project, 'package.json')) ? project : from;
  return join(base, 'node_modules/.cache/fluent-bit-node/build', name);
}
