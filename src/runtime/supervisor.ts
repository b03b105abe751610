/**
 * The main environment's script: starts, watches and restarts the Workers of plugin instances. Carries no data.
 * Embedded in libflbnode.so.
 *
 * Node's main environment must never fail: an uncaught exception there would end all plugins of the process.
 *
 * @module
 */

import { setTimeout as delay } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { findMisspelt } from '../config/misspelt.ts';
import { permissionArgs, type Permissions } from '../config/permissions.ts';
import { readSettings, settingKeys, type Settings } from '../config/settings.ts';
import { createError, describeError } from '../errors.ts';
import { LogLevel } from './binding.ts';
import { Backoff } from './backoff.ts';
import { ControlServer } from './control/server.ts';
import type { WatchedInstance } from './control/session.ts';
import type { WatchedWorker } from './control/watched-worker.ts';
import { mapStack } from './source-map.ts';
import { checkSyntax, readBundle, type ReplacingBundle } from './bundle.ts';
import { Heartbeat } from './heartbeat.ts';
import { closeInspector, openInspector } from './inspector.ts';
import { fs } from '../lazy.ts';
import { nativeBinding, SupervisorMessage } from './native.ts';
import { patiently } from './patience.ts';
import type { WorkerData } from './worker.ts';

/** A Worker in a loop of JavaScript has told its stack by then, and a Worker that is told to end has ended. */
const INTERRUPT_MS = 200;
const STUCK_MS = 5_000;
/** After the last start. The Workers have had their own clean-up by then. */
const SETTLE_MS = 5_000;

const native = nativeBinding();

/** What each Worker of an instance is given alike. */
interface Shared {
  readonly settings: Settings;
  readonly bundle: ReplacingBundle | undefined;
  readonly execArgv: string[];
  readonly control: ControlServer | undefined;
}

/** One of an instance's Workers, or who comes after it: there is none while it restarts. */
class Supervised {
  readonly #id: number;
  readonly #settings: Settings;
  readonly #execArgv: string[];
  /** `undefined`: nobody may look into it. */
  readonly #watched: WatchedWorker | undefined;
  #bundle: ReplacingBundle | undefined;
  /** For the log, where an instance has several. */
  readonly #name: string;
  readonly #backoff: Backoff;
  #worker: Worker | undefined;
  #heartbeat: Heartbeat | undefined;
  #pendingRestart: NodeJS.Timeout | undefined;
  #cancelTimeout: (() => void) | undefined;
  #restarts = 0;
  #ended = false;
  /** Why the current Worker ends, as far as it is known and logged. */
  #explained = false;
  /** The current Worker's init has resolved. */
  #isReady = false;
  /** The current Worker ends because another one is to follow. */
  #isReplaced = false;
  /** Who waits to know what became of a reload. */
  #reloaded: ((isReady: boolean) => void) | undefined;

  constructor(id: number, name: string, { settings, bundle, execArgv, control }: Shared) {
    this.#id = id;
    this.#name = name;
    this.#settings = settings;
    this.#bundle = bundle;
    this.#execArgv = execArgv;
    this.#watched = control?.watchWorker(native.watchSource);
    this.#backoff = new Backoff(settings.restartDelay);
  }

  get watched(): WatchedWorker | undefined {
    return this.#watched;
  }

  /** Its init has resolved. */
  ready(): void {
    // A reload was asked for meanwhile: the one that follows is waited for.
    if (this.#isReplaced) return;
    this.#isReady = true;
    this.#settleReload(true);
    // That of an Exit goes on.
    if (!this.#ended) this.#cancelTimeout?.();
  }

  /** No more restarts. Without a Worker, the instance has ended. Comes more than once. */
  end(): void {
    clearTimeout(this.#pendingRestart);
    this.#pendingRestart = undefined;
    if (this.#worker === undefined) {
      forget(this.#id);
      native.workerExited(this.#id, false);
    } else if (!this.#ended) {
      const { exitTimeout } = this.#settings;
      this.#giveUpAfter(exitTimeout, () => {
        this.#log(LogLevel.warn, describeError(createError('FLB_NODE_E_EXIT_TIMEOUT', exitTimeout)));
        void this.stop();
      });
    }
    this.#ended = true;
  }

  /**
   * Exchanges its Worker for one that runs other code. The old one is cancelled as at Fluent Bit's end; what comes meanwhile
   * waits for the new one.
   *
   * @returns whether the new one's init has resolved.
   */
  reload(bundle: ReplacingBundle): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    this.#bundle = bundle;
    this.#settleReload(false);
    const outcome = new Promise<boolean>((resolve) => (this.#reloaded = resolve));
    clearTimeout(this.#pendingRestart);
    this.#pendingRestart = undefined;
    if (this.#worker === undefined) this.start();
    else if (!this.#isReplaced) this.#replace();
    return outcome;
  }

  #replace(): void {
    const { exitTimeout } = this.#settings;
    this.#isReplaced = true;
    native.hold(this.#id);
    this.#watched?.askToEnd();
    this.#giveUpAfter(exitTimeout, () => {
      this.#log(LogLevel.warn, describeError(createError('FLB_NODE_E_EXIT_TIMEOUT', exitTimeout)));
      void this.stop();
    });
  }

  #settleReload(isReady: boolean): void {
    this.#reloaded?.(isReady);
    this.#reloaded = undefined;
  }

  async stop(): Promise<void> {
    this.#explained = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const stuck = delay(() => {
      native.abandon(this.#id);
      this.#log(LogLevel.error, describeError(createError('FLB_NODE_E_STUCK')));
    }, STUCK_MS);
    // The exit event reports it.
    await worker.terminate();
    clearTimeout(stuck);
  }

  #giveUpAfter(ms: number, giveUp: () => void): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = patiently(ms, giveUp);
  }

  /** Of every Worker, not of the first one alone: an instance whose restart hangs in init would never come back. */
  #initTimedOut(): void {
    const { initTimeout } = this.#settings;
    this.#log(LogLevel.error, describeError(createError('FLB_NODE_E_INIT_TIMEOUT', initTimeout)));
    this.#explained = true;
    native.failed(this.#id);
  }

  #blocked(): void {
    // An Exit has a time-out of its own.
    if (this.#ended) return;
    this.#explained = true;
    native.abandon(this.#id);
    native.interrupt(this.#id);
    delay(() => {
      const line = describeError(createError('FLB_NODE_E_BLOCKED', this.#settings.watchdog));
      this.#log(LogLevel.error, `${line}\n${this.#whereBlocked()}`);
      void this.stop();
    }, INTERRUPT_MS);
  }

  #whereBlocked(): string {
    const stack = native.takeStack(this.#id).trimEnd();
    if (stack === '') return '    in native code';
    const { path, source } = this.#bundle ?? {
      path: `${native.describe(this.#id)?.path}.cjs`,
      source: native.source(this.#id),
    };
    return mapStack(stack, source, path);
  }

  #log(level: LogLevel, text: string): void {
    native.log(this.#id, level, this.#name === '' ? text : `${this.#name}: ${text}`);
  }

  start(): void {
    const { watchdog, initTimeout, permissions } = this.#settings;
    // A debugger stops a Worker for as long as somebody looks at it.
    const hasHeartbeat = watchdog > 0 && !native.hasInspector;
    const heartbeat = hasHeartbeat ? new Heartbeat(watchdog, () => this.#blocked()) : undefined;
    const watch = this.#watched?.begin();
    this.#isReady = this.#isReplaced = false;
    const workerData: WorkerData = {
      id: this.#id,
      bundle: this.#bundle,
      permissions,
      heartbeat: heartbeat?.remotePort,
      watch,
      processGroup: native.processGroup,
    };
    let worker: Worker;
    try {
      worker = new Worker(native.workerSource, {
        eval: true,
        name: [native.describe(this.#id)?.name ?? this.#id, this.#name].join(' ').trimEnd(),
        workerData,
        transferList: [heartbeat?.remotePort, watch?.port].filter((port) => port !== undefined),
        execArgv: this.#execArgv,
        env: workerEnv(),
        // Piped to us: Node's own way would set up the process's stdio streams, which are Fluent Bit's.
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: this.#settings.heapMb },
      });
    } catch (cause) {
      heartbeat?.stop();
      this.#report(cause);
      this.#exited();
      return;
    }
    this.#worker = worker;
    this.#heartbeat = heartbeat;
    this.#giveUpAfter(initTimeout, () => this.#initTimedOut());
    this.#explained = false;
    worker.stdout.on('data', (data: Buffer) => passOn(1, data));
    worker.stderr.on('data', (data: Buffer) => this.#log(LogLevel.warn, data.toString().trimEnd()));
    worker.on('error', (error: unknown) => this.#report(error));
    worker.on('exit', (code) => {
      this.#worker = undefined;
      this.#heartbeat?.stop();
      this.#cancelTimeout?.();
      this.#watched?.end();
      if (this.#ended) forget(this.#id);
      this.#explained = native.explained(this.#id) || this.#explained;
      if (!this.#explained && !this.#ended && !this.#isReplaced) this.#report(`with exit code ${code}`);
      this.#exited();
    });
  }

  #report(error: unknown): void {
    this.#explained = true;
    const [message, ...stack] = (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n');
    const line = describeError(createError('FLB_NODE_E_WORKER_CRASHED', message));
    this.#log(LogLevel.error, [line, ...stack].join('\n'));
  }

  #exited(): void {
    const { restart } = this.#settings;
    const isReplaced = this.#isReplaced && !this.#ended;
    if (!native.workerExited(this.#id, !this.#ended && (isReplaced || this.#restarts < restart))) {
      this.#settleReload(false);
      if (!this.#ended && restart > 0 && this.#restarts >= restart) {
        this.#log(LogLevel.error, describeError(createError('FLB_NODE_E_GAVE_UP', restart)));
      }
      return;
    }
    if (isReplaced) return this.start();
    if (!this.#isReady && this.#watched !== undefined && this.#bundle !== undefined) {
      // Somebody is writing it: to try the same code again would fail again.
      this.#log(LogLevel.warn, `${this.#name === '' ? 'the instance ' : ''}waits for a reload (node.control)`);
      this.#settleReload(false);
      return;
    }
    this.#restarts += 1;
    const wait = this.#backoff.next();
    this.#log(LogLevel.warn, `${this.#name === '' ? 'the instance ' : ''}restarts in ${wait} ms (restart ${this.#restarts})`);
    this.#pendingRestart = delay(() => {
      this.#pendingRestart = undefined;
      this.start();
    }, wait);
  }
}

/** Without what Node takes options or code from: NODE_OPTIONS have been checked, and are in `execArgv`. */
function workerEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, NODE_PATH, NODE_COMPILE_CACHE, NODE_V8_COVERAGE, ...env } = process.env;
  return env;
}

/** @throws `FLB_NODE_E_PERMISSIONS` */
function workerArgs(permissions: Permissions | null): string[] {
  try {
    const knows = (option: string): boolean => process.allowedNodeEnvironmentFlags.has(option);
    return permissions ? permissionArgs(permissions, knows, process.versions.node) : [];
  } catch (cause) {
    throw createError('FLB_NODE_E_PERMISSIONS', (cause as Error).message);
  }
}

/** Writes to a descriptor of the host without touching its mode, as libuv's streams would. */
function passOn(fd: number, data: Buffer): void {
  for (let written = 0; written < data.length; ) {
    try {
      written += fs().writeSync(fd, data, written);
    } catch (error) {
      // A full pipe that the host made non-blocking: its reader is slow, so try again. Anything else: nobody reads.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
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
  let shared: Shared;
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
  for (let n = 0; n < count; n++) {
    workers.set(id + n, new Supervised(id + n, count > 1 ? `worker #${n}` : '', shared));
  }
  const all = Array.from({ length: count }, (_, n) => workers.get(id + n)).filter((each) => each !== undefined);
  if (shared.control) shared.control.add(id, watchedInstance(id, all, shared));
  for (const each of all) each.start();
}

/** What the control socket may know of an instance, and do to it. */
function watchedInstance(id: number, all: readonly Supervised[], { settings }: Shared): WatchedInstance {
  const { name = String(id), type = 'custom', plugin = '' } = native.describe(id) ?? {};
  const info = { name, type, plugin, workers: all.length, reloadable: settings.bundle !== '' };
  const watched = all.map((each) => each.watched).filter((each) => each !== undefined);
  return {
    info,
    workers: watched,
    stats() {
      const figures = native.figures(id);
      if (figures === undefined) return undefined;
      const { values, bounds, counts } = figures;
      const records = { in: 0, out: 0 };
      for (const each of watched) {
        const counted = each.records();
        records.in += counted.in;
        records.out += counted.out;
      }
      return { ...info, figures: values, waits: { bounds, counts }, records };
    },
    async reload() {
      const started = performance.now();
      if (!info.reloadable) throw createError('FLB_NODE_E_NOT_RELOADABLE', name, 'its section has no node.bundle');
      const bundle = readBundle(settings.bundle);
      checkSyntax(bundle);
      const areReady = await Promise.all(all.map((each) => each.reload(bundle)));
      const ms = Math.round(performance.now() - started);
      const ok = areReady.every((isReady) => isReady);
      if (ok) native.log(id, LogLevel.info, `reloaded ${settings.bundle} in ${ms} ms`);
      return { instance: name, ok, ms };
    },
  };
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
function prepare(id: number): Shared {
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
