/**
 * The file of `node.bundle`.
 *
 * @module
 */
import vm from 'node:vm';
import { createError } from '../errors.ts';
import { fs } from '../lazy.ts';

/** JavaScript that takes the place of the bundle inside the plugin. */
export interface ReplacingBundle {
  readonly path: string;
  readonly source: string;
}

/**
 * Reads it: once per instance, so that a restarted Worker runs what the first one ran.
 *
 * @throws `FLB_NODE_E_BUNDLE_UNREADABLE`
 */
export function readBundle(path: string): ReplacingBundle {
  try {
    return { path, source: fs().readFileSync(path, 'utf8') };
  } catch (cause) {
    throw createError('FLB_NODE_E_BUNDLE_UNREADABLE', path, (cause as Error).message, { cause });
  }
}

/**
 * Before a running instance is ended for it. Compiles it, as CommonJS, and runs nothing.
 *
 * @throws `FLB_NODE_E_BUNDLE_FAILED`
 */
export function checkSyntax({ path, source }: ReplacingBundle): void {
  try {
    new vm.Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, { filename: path });
  } catch (cause) {
    throw createError('FLB_NODE_E_BUNDLE_FAILED', path, String(cause), { cause });
  }
}
