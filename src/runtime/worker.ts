/**
 * The first thing that runs in an instance's Worker: evaluates the plugin's bundle and hands its plugin the instance.
 * Embedded in libflbnode.so; everything else that a plugin uses is in its own bundle.
 *
 * @module
 */

import Module from 'node:module';
import { dirname } from 'node:path';
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Permissions } from '../config/permissions.ts';
import { createError, describeError, FluentBitNodeError } from '../errors.ts';
import { BINDING_ABI, LogLevel, PLUGIN_SLOT, type RegisteredPlugin } from './binding.ts';
import type { ReplacingBundle } from './bundle.ts';
import { confine } from './confine.ts';
import { contain } from './containment.ts';
import { answerHeartbeat } from './heartbeat.ts';
import { type AttachedInstance, nativeBinding } from './native.ts';
import { takeAway } from './worker-globals.ts';

/** What the supervisor passes. */
export interface WorkerData {
  id: number;
  /** Of `node.bundle`: evaluated instead of the embedded bundle. */
  bundle: ReplacingBundle | undefined;
  permissions: Permissions | null;
  /** `undefined`: nobody asks (`node.watchdog off`). */
  heartbeat: MessagePort | undefined;
  /** Fluent Bit's. `undefined`: not known. */
  processGroup: number | undefined;
}

/** Module#_compile is what `require` itself uses; Node's types leave it out. */
type CompilableModule = Module & { _compile(source: string, filename: string): void };
const { _nodeModulePaths: nodeModulePaths } = Module as unknown as { _nodeModulePaths(from: string): string[] };

function evaluate(source: string, filename: string): void {
  const module = new Module(filename) as CompilableModule;
  module.filename = filename;
  module.paths = nodeModulePaths(dirname(filename));
  try {
    module._compile(source, filename);
  } catch (cause) {
    // Our own errors (a second registration) say what is wrong better than "cannot evaluate".
    if (FluentBitNodeError.is(cause)) throw cause;
    const [reason] = String(cause).split('\n');
    throw createError('FLB_NODE_E_BUNDLE_FAILED', filename, reason, { cause });
  }
}

function loadPlugin(instance: AttachedInstance, override: ReplacingBundle | undefined): RegisteredPlugin {
  // The embedded bundle is named after its DSO, so that its require() and its stacks start from there.
  const filename = override?.path ?? `${instance.path}.cjs`;
  evaluate(override?.source ?? instance.source, filename);

  const plugin = (globalThis as { [PLUGIN_SLOT]?: RegisteredPlugin })[PLUGIN_SLOT];
  if (plugin === undefined) throw createError('FLB_NODE_E_NOT_REGISTERED', filename);
  if (plugin.abi !== BINDING_ABI) {
    throw createError('FLB_NODE_E_BINDING_ABI', filename, plugin.abi, BINDING_ABI);
  }
  if (plugin.type !== instance.type || plugin.name !== instance.plugin) {
    const registered = `${plugin.type} ${plugin.name}`;
    throw createError('FLB_NODE_E_BUNDLE_OTHER', filename, registered, `${instance.type} ${instance.plugin}`);
  }
  return plugin;
}

/** What is logged. A syntax error's stack begins with the place in the source. */
function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  return cause?.stack !== undefined ? `${describeError(error)}\n${cause.stack}` : describeError(error);
}

// Stacks name the lines of the TypeScript source.
process.setSourceMapsEnabled(true);

const { id, bundle, permissions, heartbeat, processGroup } = workerData as WorkerData;
if (heartbeat !== undefined) answerHeartbeat(heartbeat);
const instance = nativeBinding().attach(id);

// Undefined: Fluent Bit has given the instance up meanwhile.
if (instance !== undefined) {
  contain(
    processGroup,
    (text) => instance.log(LogLevel.error, text),
    (text) => instance.log(LogLevel.warn, text),
  );
  try {
    takeAway();
    if (permissions) confine(permissions);
    void loadPlugin(instance, bundle).run(instance);
  } catch (error) {
    instance.log(LogLevel.error, describe(error));
    instance.failed();
  }
}
