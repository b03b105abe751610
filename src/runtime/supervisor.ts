/**
 * The main environment's script: starts, watches and restarts one Worker per plugin instance. Carries no data.
 * Embedded in libflbnode.so.
 *
 * Node's main environment must never fail: an uncaught exception there would end all plugins of the process.
 *
 * @module
 */

import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { findMisspelt } from '../config/misspelt.ts';
import { readSettings, settingKeys, type Settings } from '../config/settings.ts';
import { createError, describeError } from '../errors.ts';
import { LogLevel } from './binding.ts';
import { Backoff } from './backoff.ts';
import { nativeBinding, SupervisorMessage } from './native.ts';
import type { WorkerData } from './worker.ts';

const native = nativeBinding();

/** One instance and its current Worker, if it has one. */
class Supervised {
  readonly #id: number;
  readonly #backoff = new Backoff();
  #settings!: Settings;
  #worker: Worker | undefined;
  #pendingRestart: NodeJS.Timeout | undefined;
  #restarts = 0;
  #ended = false;
  /** Why the current Worker ends, as far as it is known and logged. */
  #explained = false;

  constructor(id: number) {
    this.#id = id;
  }

  start(): void {
    try {
      this.#settings = readSettings((key) => native.property(this.#id, key));
    } catch (error) {
      native.log(this.#id, LogLevel.error, describeError(error));
      native.failed(this.#id);
      return;
    }
    for (const { given, meant } of findMisspelt(settingKeys, (key) => native.property(this.#id, key))) {
      native.log(this.#id, LogLevel.warn, describeError(createError('FLB_NODE_E_UNKNOWN_KEY', given, meant)));
    }
    native.configure(this.#id, this.#settings);
    this.#spawn();
  }

  /** No more restarts. Without a Worker, the instance has ended. */
  end(): void {
    this.#ended = true;
    if (this.#pendingRestart !== undefined) clearTimeout(this.#pendingRestart);
    this.#pendingRestart = undefined;
    if (this.#worker === undefined) native.workerExited(this.#id, false);
  }

  async stop(): Promise<void> {
    this.#explained = true;
    // The exit event reports it.
    await this.#worker?.terminate();
  }

  #spawn(): void {
    const workerData: WorkerData = { id: this.#id, bundle: this.#settings.bundle || undefined };
    let worker: Worker;
    try {
      worker = new Worker(native.workerSource, {
        eval: true,
        name: native.describe(this.#id)?.name ?? String(this.#id),
        workerData,
        execArgv: [],
        env: workerEnv(this.#settings),
        // Piped to us: Node's own way would set up the process's stdio streams, which are Fluent Bit's.
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: this.#settings.heapMb },
      });
    } catch (cause) {
      this.#report(cause);
      this.#exited();
      return;
    }
    this.#worker = worker;
    this.#explained = false;
    worker.stdout.on('data', (data: Buffer) => passOn(1, data));
    worker.stderr.on('data', (data: Buffer) => native.log(this.#id, LogLevel.warn, data.toString().trimEnd()));
    worker.on('error', (error: unknown) => this.#report(error));
    worker.on('exit', (code) => {
      this.#worker = undefined;
      if (!this.#explained && !this.#ended) this.#report(`it called process.exit(${code}), or had nothing left to do`);
      this.#exited();
    });
  }

  #report(error: unknown): void {
    this.#explained = true;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    native.log(this.#id, LogLevel.error, describeError(createError('FLB_NODE_E_WORKER_CRASHED', detail)));
  }

  #exited(): void {
    const { restart } = this.#settings;
    if (!native.workerExited(this.#id, !this.#ended && this.#restarts < restart)) {
      if (!this.#ended && restart > 0 && this.#restarts >= restart) {
        native.log(this.#id, LogLevel.error, describeError(createError('FLB_NODE_E_GAVE_UP', restart)));
      }
      return;
    }
    this.#restarts += 1;
    const wait = this.#backoff.next();
    native.log(this.#id, LogLevel.warn, `the instance restarts in ${wait} ms (restart ${this.#restarts})`);
    this.#pendingRestart = delay(() => {
      this.#pendingRestart = undefined;
      this.#spawn();
    }, wait);
  }
}

/** A Worker reads NODE_OPTIONS by itself, from its copy of the environment. */
function workerEnv(settings: Settings): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...env } = process.env;
  return settings.options === 'inherit' ? { ...env, NODE_OPTIONS } : env;
}

/** Writes to a descriptor of the host without touching its mode, as libuv's streams would. */
function passOn(fd: number, data: Buffer): void {
  for (let written = 0; written < data.length; ) {
    try {
      written += writeSync(fd, data, written);
    } catch (error) {
      // A full pipe that the host made non-blocking: its reader is slow, so try again. Anything else: nobody reads.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}

const instances = new Map<number, Supervised>();

const close = native.listen((kind, id) => {
  const instance = instances.get(id);
  switch (kind) {
    case SupervisorMessage.start: {
      const started = new Supervised(id);
      instances.set(id, started);
      started.start();
      break;
    }
    case SupervisorMessage.end:
      if (instance !== undefined) instance.end();
      else native.workerExited(id, false);
      break;
    case SupervisorMessage.stop:
      void instance?.stop();
      break;
    case SupervisorMessage.shutdown:
      // Instances may be left: Fluent Bit does not call Exit when its own start fails. None may restart now.
      for (const each of instances.values()) each.end();
      void Promise.all([...instances.values()].map((each) => each.stop())).then(close);
      break;
  }
});

process.on('uncaughtException', (error) => native.log(0, LogLevel.error, `supervisor: ${error.stack ?? error.message}`));
