/**
 * The linked binding `flbnode`, as native code exports it (`native/runtime/bridge*.cc`). Only the scripts that
 * libflbnode.so embeds use it.
 *
 * @module
 */

import type { Settings } from '../config/settings.ts';
import type { InstanceBinding, LogLevel, PluginType } from './binding.ts';

/** `SupervisorMessage::Kind` in `native/runtime/node_platform.h`. */
export const SupervisorMessage = { start: 0, end: 1, stop: 2, shutdown: 3, ready: 4 } as const;

/** What native code acts on: durations in milliseconds, sizes in bytes. */
export type NativeSettings = Pick<
  Settings,
  | 'initTimeout'
  | 'flushTimeout'
  | 'filterTimeout'
  | 'exitTimeout'
  | 'bufferLimit'
  | 'heapMb'
  | 'workers'
  | 'ordered'
  | 'onTimeout'
  | 'onInitError'
  | 'push'
  | 'ringWake'
  | 'spillPath'
>;

/**
 * What the supervisor calls. Each `id` is a Worker's; those of one instance follow each other, and what belongs to the
 * instance is the same for all of them.
 */
export interface SupervisorBinding {
  /** Sets the one listener; Node runs until the returned function is called. */
  listen(listener: (kind: number, id: number) => void): () => void;
  describe(id: number): { type: PluginType; plugin: string; name: string; path: string } | undefined;
  property(id: number, key: string): string | undefined;
  /** Those of `node.options` that are a Worker's own. */
  nodeOptions(id: number): string[];
  /** Was Node started with an inspector, for the first instance's `node.inspect`? */
  readonly hasInspector: boolean;
  /** Fluent Bit's. Node has no call for it. */
  readonly processGroup: number;
  /** How many Workers the instance is to have. */
  configure(id: number, settings: NativeSettings): number;
  /** With the instance's prefix; with the runtime's own where there is no such instance (0). */
  log(id: number, level: LogLevel, message: string): void;
  /** Asks the Worker for its JavaScript stack, also in the middle of an endless loop. */
  interrupt(id: number): void;
  /** What came of it, a little later: frames of the bundle as V8 prints them. Empty: it is in native code. */
  takeStack(id: number): string;
  /** The embedded bundle, for its source map. */
  source(id: number): string;
  /** The Worker turns its loop no more, or does not end: flushes that wait are told to retry. */
  abandon(id: number): void;
  /** It cannot start. */
  failed(id: number): void;
  /** The Worker has gone. True: start another one. */
  workerExited(id: number, restartable: boolean): boolean;
  /** Native code has logged why the Worker ended. Asked once per Worker. */
  explained(id: number): boolean;
  /** The Worker is going to be told to end, and another one follows: what comes from now on is for that one. */
  hold(id: number): void;
  /** `undefined`: there is no such instance any more. */
  figures(id: number): FiguresOfInstance | undefined;
  /** Gives back what starting has left: garbage of this environment's heap, pages of the process's. */
  settle(): void;
  /** `worker.ts`, bundled. */
  readonly workerSource: string;
  /** `watch.ts`, bundled. */
  readonly watchSource: string;
}

/** What the runtime measures of an instance: see `InstanceStats` of `src/control/protocol.ts`. */
export interface FiguresOfInstance {
  readonly values: Readonly<Record<string, number>>;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** An instance with the code that it is to run. */
export interface AttachedInstance extends InstanceBinding {
  /** The bundle embedded in the plugin's DSO. */
  readonly source: string;
  /** The DSO's file. */
  readonly path: string;
  /** What V8 compiled of `source` in an earlier Worker of this process. */
  keptCode(): Uint8Array | undefined;
  /** Keeps that of the bundle's function. Does nothing where `source` is not the one that the DSO was loaded with. */
  keepCode(run: Function): void;
}

/** What a Worker calls, once. */
export interface WorkerBinding {
  attach(id: number): AttachedInstance | undefined;
}

/** The binding in the supervisor's environment and, with other functions of use, in a Worker's. */
export function nativeBinding(): SupervisorBinding & WorkerBinding {
  return (process as unknown as { _linkedBinding(name: string): SupervisorBinding & WorkerBinding })._linkedBinding(
    'flbnode',
  );
}
