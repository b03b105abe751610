/**
 * A plugin's source file, as the commands want it: bundled as for Fluent Bit, and loaded here.
 *
 * @module
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import vm from 'node:vm';
import { bundle } from '../../cmake/lib/bundle.mjs';
import { createError, FluentBitNodeError } from '../errors.ts';
import * as sdk from '../index.ts';
import type { PluginDefinition } from '../plugin/types.ts';
import { PLUGIN_SLOT } from '../runtime/binding.ts';
import { splitBundle } from '../runtime/source-map.ts';
import { mapStacks } from '../runtime/stacks.ts';
import * as testing from '../testing/index.ts';
import { usageError } from './command.ts';
import { progress } from './terminal.ts';

/** They stay imports of the bundle: the plugin and the command share one SDK, as `instanceof` needs it. */
const SHARED: Record<string, unknown> = { 'fluent-bit-node': sdk, 'fluent-bit-node/testing': testing };

/** Its path, absolute. @throws `FLB_NODE_E_USAGE` when there is no such file. */
export function findEntry(file: string): string {
  const entry = resolve(file);
  if (!existsSync(entry)) throw usageError(`there is no file ${file}`);
  return entry;
}

/**
 * Bundles it and evaluates it in this thread up to its registration.
 *
 * @throws `FLB_NODE_E_USAGE`, `FLB_NODE_E_BUNDLE`, `FLB_NODE_E_BUNDLE_FAILED`, `FLB_NODE_E_NOT_REGISTERED`, and what a
 * register function throws.
 */
export async function loadPlugin(file: string): Promise<PluginDefinition> {
  const entry = findEntry(file);
  const source = await progress(`bundling ${file}`, bundleText(entry));
  testing.resetRegistration();
  evaluate(source, entry);
  const plugin = (globalThis as { [PLUGIN_SLOT]?: PluginDefinition })[PLUGIN_SLOT];
  if (plugin === undefined) throw createError('FLB_NODE_E_NOT_REGISTERED', file);
  return plugin;
}

async function bundleText(entry: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flb-node-'));
  const output = join(folder, 'plugin.cjs');
  try {
    await bundle({ entry, output, external: Object.keys(SHARED), target: `node${process.versions.node}` });
    return readFileSync(output, 'utf8');
  } catch (cause) {
    // esbuild has printed file, line and source.
    throw createError('FLB_NODE_E_BUNDLE', entry, { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the runtime does, but that stacks and `require` start from the source file. */
function evaluate(source: string, entry: string): void {
  const { code, map } = splitBundle(source);
  const filename = join(dirname(entry), 'plugin.cjs');
  mapStacks(filename, map);
  const ownRequire = createRequire(entry);
  const require = Object.assign((id: string): unknown => SHARED[id] ?? ownRequire(id), ownRequire);
  const module = { exports: {} };
  try {
    const run = vm.compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(entry)]);
  } catch (cause) {
    if (FluentBitNodeError.is(cause)) throw cause;
    throw createError('FLB_NODE_E_BUNDLE_FAILED', entry, cause instanceof Error ? cause.stack : cause, { cause });
  }
}
