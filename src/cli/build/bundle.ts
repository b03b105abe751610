/**
 * The first half of a build: the bundle, and what it registers.
 *
 * @module
 */
import { mkdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { bundle, type BundleOptions } from '../../../cmake/lib/bundle.mjs';
import { describe, type PluginDescription } from '../../../cmake/lib/describe.mjs';
import { createError } from '../../errors.ts';
import { findEntry } from '../plugin-file.ts';
import { progress } from '../terminal.ts';

export interface BuildOptions extends Pick<BundleOptions, 'target' | 'sourceMap' | 'minify'> {
  /** The plugin's source file. */
  entry: string;
  /** Made where it is missing. */
  outputDir: string;
}

export interface BundledPlugin {
  bundleFile: string;
  plugin: PluginDescription;
}

/**
 * Bundles into the output folder and runs the bundle up to its registration.
 *
 * @throws `FLB_NODE_E_USAGE`, `FLB_NODE_E_BUNDLE`.
 */
export async function bundlePlugin({ entry: file, outputDir, ...options }: BuildOptions): Promise<BundledPlugin> {
  const entry = findEntry(file);
  const bundleFile = join(resolve(outputDir), `${stemOf(entry)}.cjs`);
  mkdirSync(dirname(bundleFile), { recursive: true });
  try {
    await progress(`bundling ${file}`, bundle({ entry, output: bundleFile, ...options }));
  } catch (cause) {
    // esbuild has printed file, line and source.
    throw createError('FLB_NODE_E_BUNDLE', entry, { cause });
  }
  try {
    return { bundleFile, plugin: await describe(bundleFile) };
  } catch (cause) {
    throw createError('FLB_NODE_E_BUNDLE', `${entry}: ${(cause as Error).message}`, { cause });
  }
}

/** `my-plugin` for my-plugin.ts, and for my-plugin/plugin.ts, my-plugin/src/index.ts. */
function stemOf(entry: string): string {
  const stem = basename(entry, extname(entry));
  if (!['plugin', 'index', 'main'].includes(stem)) return stem;
  const folder = dirname(entry);
  return basename(basename(folder) === 'src' ? dirname(folder) : folder) || stem;
}
