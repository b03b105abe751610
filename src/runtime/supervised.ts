/**
 * A Worker under supervision: started, watched, restarted, exchanged and ended. For the supervisor alone.
 *
 * @module
 */
import { setTimeout as delay } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { Settings } from '../config/settings.ts';
import { createError, describeError } from '../errors.ts';
import { fs } from '../lazy.ts';
import { Backoff } from './backoff.ts';
import { LogLevel } from './binding.ts';
import type { ReplacingBundle } from './bundle.ts';
import type { ControlServer } from './control/server.ts';
import type { WatchedWorker } from './control/watched-worker.ts';
import { Heartbeat } from './heartbeat.ts';
import { nativeBinding } from './native.ts';
import { patiently } from './patience.ts';
import { mapStack } from './source-map.ts';
import type { WorkerData } from './worker.ts';

/** A Worker in a loop of JavaScript has told its stack by then, and a Worker that is told to end has ended. */
const INTERRUPT_MS = 200;
const STUCK_MS = 5_000;

const native = nativeBinding();

/** What each Worker of an instance is given alike. */
export interface SharedByWorkers {
  readonly settings: Settings;
  readonly bundle: ReplacingBundle | undefined;
  readonly execArgv: string[];
  /** `undefined`: nobody may look into it. */
  readonly control: ControlServer | undefined;
}

/** One of an instance's Workers, or who comes after it: there is none while it restarts. */
export class Supervised {
  readonly #id: number;
  readonly #settings: Settings;
  readonly #execArgv: string[];
  /** `undefined`: nobody may look into it. */
  readonly #watched: WatchedWorker | undefined;
  #bundle: ReplacingBundle | undefined;
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

  readonly #onEnd: () => void;

  /**
   * @param name - in the log, where an instance has several; else empty.
   * @param onEnd - called when it has ended for good.
   */
  constructor(id: number, name: string, { settings, bundle, execArgv, control }: SharedByWorkers, onEnd: () => void) {
    this.#id = id;
    this.#name = name;
    this.#settings = settings;
    this.#bundle = bundle;
    this.#execArgv = execArgv;
    this.#watched = control?.watchWorker(native.watchSource);
    this.#onEnd = onEnd;
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
      this.#onEnd();
      native.workerExited(this.#id, false);
    } else if (!this.#ended) {
      this.#waitForExit();
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
    this.#isReplaced = true;
    native.hold(this.#id);
    this.#watched?.askToEnd();
    this.#waitForExit();
  }

  /** It has been cancelled. */
  #waitForExit(): void {
    const { exitTimeout } = this.#settings;
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
      if (this.#ended) this.#onEnd();
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
