/**
 * The main environment's script: starts, watches and restarts the Workers of plugin instances. Carries no data.
 * Embedded in libflbnode.so.
 *
 * Node's main environment must never fail: an uncaught exception there would end all plugins of the process.
 *
 * @module
 */

import { setTimeout as delay } from 'node:timers';
import { findMisspelt } from '../config/misspelt.ts';
import { permissionArgs, type Permissions } from '../config/permissions.ts';
import { readSettings, settingKeys } from '../config/settings.ts';
import { createError, describeError } from '../errors.ts';
import { LogLevel } from './binding.ts';
import { readBundle } from './bundle.ts';
import { ControlServer } from './control/server.ts';
import { watchedInstance } from './control/watched-instance.ts';
import { closeInspector, openInspector } from './inspector.ts';
import { nativeBinding, SupervisorMessage } from './native.ts';
import { type SharedByWorkers, Supervised } from './supervised.ts';

/** After the last start. The Workers have had their own clean-up by then. */
const SETTLE_MS = 5_000;

const native = nativeBinding();

/** @throws `FLB_NODE_E_PERMISSIONS` */
function workerArgs(permissions: Permissions | null): string[] {
  try {
    const knows = (option: string): boolean => process.allowedNodeEnvironmentFlags.has(option);
    return permissions ? permissionArgs(permissions, knows, process.versions.node) : [];
  } catch (cause) {
    throw createError('FLB_NODE_E_PERMISSIONS', (cause as Error).message);
  }
}

let settling: NodeJS.Timeout | undefined;
const workers = new Map<number, Supervised>();
let control: ControlServer | undefined;

/** It has ended for good. */
function forget(id: number): void {
  workers.delete(id);
  // Of an instance, the id of its first Worker.
  control?.remove(id);
}

/** Makes the Workers of a new instance, whose first one has the id `id`. */
function startInstance(id: number): void {
  let shared: SharedByWorkers;
  try {
    shared = prepare(id);
  } catch (error) {
    native.log(id, LogLevel.error, describeError(error));
    native.failed(id);
    return;
  }
  for (const { given, meant } of findMisspelt(settingKeys, (key) => native.property(id, key))) {
    native.log(id, LogLevel.warn, describeError(createError('FLB_NODE_E_UNKNOWN_KEY', given, meant)));
  }
  const count = native.configure(id, shared.settings);
  const all = Array.from({ length: count }, (_, n) => {
    const name = count > 1 ? `worker #${n}` : '';
    return new Supervised(id + n, name, shared, () => forget(id + n));
  });
  all.forEach((each, n) => workers.set(id + n, each));
  shared.control?.add(id, watchedInstance(id, all, shared.settings));
  for (const each of all) each.start();
}

/** The one socket of the process. @throws `FLB_NODE_E_CONTROL_SOCKET` */
function openControl(id: number, asked: string | true): ControlServer {
  if (control === undefined) {
    control = new ControlServer(asked, (error) => native.log(0, LogLevel.error, describeError(error)));
    native.log(id, LogLevel.info, `the control socket is ${control.path}`);
  } else {
    control.check(asked);
  }
  return control;
}

/** @throws the settings' errors, `FLB_NODE_E_WORKERS` and those of what they name. */
function prepare(id: number): SharedByWorkers {
  const settings = readSettings((key) => native.property(id, key));
  const { bundle, inspect, permissions } = settings;
  const type = native.describe(id)?.type ?? 'custom';
  if (settings.workers > 1 && type !== 'output' && type !== 'filter') {
    throw createError('FLB_NODE_E_WORKERS', settings.workers, type);
  }
  const replacing = bundle !== '' ? readBundle(bundle) : undefined;
  const execArgv = [...native.nodeOptions(id), ...workerArgs(permissions)];
  const url = inspect && openInspector(inspect, settings, native.hasInspector);
  if (url) native.log(id, LogLevel.warn, `the inspector listens at ${url}: whoever reaches it runs any code`);
  const opened = settings.control === false ? undefined : openControl(id, settings.control);
  return { settings, bundle: replacing, execArgv, control: opened };
}

const close = native.listen((kind, id) => {
  const worker = workers.get(id);
  switch (kind) {
    case SupervisorMessage.start:
      startInstance(id);
      break;
    case SupervisorMessage.end:
      if (worker !== undefined) worker.end();
      else native.workerExited(id, false);
      break;
    case SupervisorMessage.stop:
      void worker?.stop();
      break;
    case SupervisorMessage.ready:
      worker?.ready();
      clearTimeout(settling);
      settling = delay(() => native.settle(), SETTLE_MS).unref();
      break;
    case SupervisorMessage.shutdown:
      // Some may be left: Fluent Bit does not call Exit when its own start fails. None may restart now.
      for (const each of workers.values()) each.end();
      closeInspector();
      control?.close();
      control = undefined;
      void Promise.all([...workers.values()].map((each) => each.stop())).then(close);
      break;
  }
});

process.on('uncaughtException', (error) => native.log(0, LogLevel.error, `supervisor: ${error.stack ?? error.message}`));
