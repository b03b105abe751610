/**
 * What Node gives a Worker, and a plugin is not to have: code from places that nobody named, an open inspector, and the
 * runtime's own binding.
 *
 * @module
 */
import inspector from 'node:inspector';
import Module, { syncBuiltinESMExports } from 'node:module';
import { createError } from '../errors.ts';

/** Once, after the instance was attached and before any code of the plugin runs. */
export function takeAway(): void {
  forgetScript();
  forgetGlobalPaths();
  inspector.open = () => {
    throw createError('FLB_NODE_E_INSPECT_OPEN');
  };
  syncBuiltinESMExports();
  // The way to the supervisor's functions, and to other instances.
  Object.defineProperty(process, '_linkedBinding', { value: undefined, writable: false, configurable: false });
}

/** Node makes these global for a script given as text: a `require` from the working directory. */
function forgetScript(): void {
  const names = ['require', 'module', 'exports', '__filename', '__dirname'];
  for (const name of names) Reflect.deleteProperty(globalThis, name);
}

/** `$HOME/.node_modules`, `$HOME/.node_libraries` and the `lib/node` beside the program's folder. */
function forgetGlobalPaths(): void {
  const { HOME } = process.env;
  const program = process.execPath;
  delete process.env['HOME'];
  // Node makes a path of the program's: this one can have nothing below it.
  process.execPath = '/dev/null/bin/node';
  (Module as unknown as { _initPaths(): void })._initPaths();
  process.execPath = program;
  if (HOME !== undefined) process.env['HOME'] = HOME;
}
