/**
 * The first thing that runs in an instance's Worker: evaluates the plugin's bundle and hands its plugin the instance.
 * Embedded in libflbnode.so; everything else that a plugin uses is in its own bundle.
 *
 * @module
 */

import { type MessagePort, workerData } from 'node:worker_threads';
import type { Permissions } from '../config/permissions.ts';
import { createError, describeError, FluentBitNodeError } from '../errors.ts';
import { splitBundle } from './source-map.ts';
import { BINDING_ABI, LogLevel, PLUGIN_SLOT, type RegisteredPlugin } from './binding.ts';
import type { ReplacingBundle } from './bundle.ts';
import { confine } from './confine.ts';
import { contain } from './containment.ts';
import { evaluate } from './evaluate.ts';
import { answerHeartbeat } from './heartbeat.ts';
import { type AttachedInstance, nativeBinding } from './native.ts';
import { mapStacks } from './stacks.ts';
import type { WatchData } from './watch/watch-data.ts';
import { startWatch } from './watch-start.ts';
import { takeAway } from './worker-globals.ts';

/** What the supervisor passes. */
export interface WorkerData {
  id: number;
  /** Of `node.bundle`: evaluated instead of the embedded bundle. */
  bundle: ReplacingBundle | undefined;
  permissions: Permissions | null;
  /** `undefined`: nobody asks (`node.watchdog off`). */
  heartbeat: MessagePort | undefined;
  /** `undefined`: nobody may look (`node.control off`). */
  watch: WatchData | undefined;
  /** Fluent Bit's. */
  processGroup: number;
}

// It is taken away before any code of the plugin runs.
const native = nativeBinding();

/** @returns the bundle's function, which has run; `undefined`: it is not to be kept. */
function load(source: string, filename: string, compiled?: Uint8Array): Function | undefined {
  const { code, map } = splitBundle(source);
  mapStacks(filename, map);
  try {
    // A debugger wants the comment with the map where V8 sees it.
    return evaluate(native.hasInspector ? source : code, filename, compiled);
  } catch (cause) {
    // Our own errors (a second registration) say what is wrong better than "cannot evaluate".
    if (FluentBitNodeError.is(cause)) throw cause;
    const [reason] = String(cause).split('\n');
    throw createError('FLB_NODE_E_BUNDLE_FAILED', filename, reason, { cause });
  }
}

/** When it is ready: then all is compiled that a start runs. */
function keepCode(instance: AttachedInstance, run: Function): void {
  const { ready } = instance;
  instance.ready = (metrics) => {
    instance.ready = ready;
    instance.ready(metrics);
    instance.keepCode(run);
  };
}

function loadPlugin(instance: AttachedInstance, override: ReplacingBundle | undefined): RegisteredPlugin {
  // The embedded bundle is named after its DSO, so that its require() and its stacks start from there.
  const filename = override?.path ?? `${instance.path}.cjs`;
  if (override) load(override.source, filename);
  else {
    const run = load(instance.source, filename, instance.keptCode());
    if (run) keepCode(instance, run);
  }

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

const { id, bundle, permissions, heartbeat, watch, processGroup } = workerData as WorkerData;
if (heartbeat !== undefined) answerHeartbeat(heartbeat);
const instance = native.attach(id);

// Undefined: Fluent Bit has given the instance up meanwhile.
if (instance !== undefined) {
  contain(
    processGroup,
    (text) => instance.log(LogLevel.error, text),
    (text) => instance.log(LogLevel.warn, text),
  );
  try {
    if (watch !== undefined) startWatch(instance, watch);
    takeAway();
    if (permissions) confine(permissions);
    void loadPlugin(instance, bundle).run(instance);
  } catch (error) {
    instance.log(LogLevel.error, describe(error));
    instance.failed();
  }
}
