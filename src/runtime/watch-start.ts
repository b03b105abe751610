/**
 * Starts the watching script in a Worker (`node.control`). It is a script of its own: Workers that nobody may look into do not
 * load it.
 *
 * @module
 */
import { createRequire } from 'node:module';
import vm from 'node:vm';
import type { AttachedInstance } from './native.ts';
import type { watch } from './watch.ts';
import type { WatchData } from './watch/watch-data.ts';

/** Before any code of the plugin runs, and before the instance is listened to. */
export function startWatch(instance: AttachedInstance, data: WatchData): void {
  const module = { exports: {} as { watch: typeof watch } };
  const run = vm.compileFunction(data.source, ['module', 'exports', 'require'], { filename: 'fluent-bit-node/watch.cjs' });
  // From anywhere: it requires modules of Node's alone.
  Reflect.apply(run, module.exports, [module, module.exports, createRequire('/')]);
  module.exports.watch(instance, data);
}
