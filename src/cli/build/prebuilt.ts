/**
 * A plugin's shared object without a compiler: out of the template that is built with this package.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';
import { createError } from '../../errors.ts';
import { needPlatformFile } from '../platform.ts';
import { type BuildOptions, type BundledPlugin, bundlePlugin } from './bundle.ts';
import { fillTemplate } from './elf-template.ts';
import { ElfError } from './elf.ts';
import { pluginFileName, replaceFile } from './files.ts';

export interface BuiltPlugin extends BundledPlugin {
  /** The shared object. */
  file: string;
  /** Its size. */
  bytes: number;
}

/**
 * Bundles a plugin and writes it into a copy of the template. A file that is there is replaced as a whole: a Fluent Bit
 * that runs it keeps the old one until its next reload.
 *
 * @throws `FLB_NODE_E_USAGE`, `FLB_NODE_E_BUNDLE`, `FLB_NODE_E_PLATFORM`, `FLB_NODE_E_TEMPLATE`.
 */
export async function buildPrebuilt(options: BuildOptions): Promise<BuiltPlugin> {
  const bundled = await bundlePlugin(options);
  const { plugin, bundleFile } = bundled;
  const template = needPlatformFile(`plugin/${plugin.type === 'filter' ? 'flb-filter' : 'flb-node'}-template.so`);
  const file = join(dirname(bundleFile), pluginFileName(plugin));
  const bytes = fill(template, plugin, readFileSync(bundleFile));
  replaceFile(file, (temporary) => writeFileSync(temporary, bytes));
  return { ...bundled, file, bytes: bytes.length };
}

function fill(template: string, plugin: PluginDescription, bundle: Uint8Array): Uint8Array {
  try {
    return fillTemplate(readFileSync(template), plugin, bundle);
  } catch (cause) {
    if (!(cause instanceof ElfError) && !(cause instanceof RangeError)) throw cause;
    throw createError('FLB_NODE_E_TEMPLATE', template, cause.message, { cause });
  }
}
