/**
 * What goes over the control socket (`node.control`): one JSON object a line, in both directions. The runtime's side is
 * `src/runtime/control`, the command line's `src/cli/control`; docs/control.md describes it.
 *
 * A change that is not an addition raises {@link CONTROL_VERSION}.
 *
 * @module
 */
import type { PluginType } from '../runtime/binding.ts';

export const CONTROL_VERSION = 1;

/** The first line of every connection, from the runtime. */
export interface Hello {
  readonly hello: 'fluent-bit-node';
  readonly version: number;
  readonly pid: number;
  /** libnode's. */
  readonly node: string;
}

/** What is asked for. The client chooses `id`; it is on every line of the answer. */
export type ControlRequest =
  | { readonly id: number; readonly request: 'instances' }
  /** Once, or again and again. @param every - milliseconds, 100 at least. @default once */
  | { readonly id: number; readonly request: 'stats'; readonly every?: number }
  /** @param rate - events a second and Worker. @default DEFAULT_RATE */
  | { readonly id: number; readonly request: 'tap'; readonly patterns: readonly string[]; readonly rate?: number }
  /** Those with `node.bundle`. @param instances - their names. @default all */
  | { readonly id: number; readonly request: 'reload'; readonly instances?: readonly string[] }
  /** Ends a tap or repeated stats. @param of - its id */
  | { readonly id: number; readonly request: 'stop'; readonly of: number };

/** An instance whose section has `node.control`. */
export interface InstanceInfo {
  readonly name: string;
  readonly type: PluginType;
  readonly plugin: string;
  readonly workers: number;
  /** It runs a file of `node.bundle`. */
  readonly reloadable: boolean;
}

/** How an instance is. Counters since its start, but for `records`. */
export interface InstanceStats extends InstanceInfo {
  /** Those of docs/metrics.md, by name without `fluentbit_node_`, with their own label: `chunks_flushed_total{result=ok}`. */
  readonly figures: Readonly<Record<string, number>>;
  /** How long Fluent Bit waited for flush or filter: upper bounds in seconds, and counts (one more, not cumulative). */
  readonly waits: { readonly bounds: readonly number[]; readonly counts: readonly number[] };
  /** Records of chunks that came to an output or filter, and that a filter returned: those that came while someone looked. */
  readonly records: { readonly in: number; readonly out: number };
}

/** Which way an event went. `written`: accepted by `write()`; `flushed`: given to `flush`. */
export type TapDirection = 'written' | 'flushed' | 'filtered-in' | 'filtered-out';

/** What became of the chunk that an event came in. `late`: no answer in time. */
export type TapResult = 'ok' | 'retry' | 'error' | 'late';

/** One event that passed. */
export interface TapEvent {
  readonly instance: string;
  readonly type: PluginType;
  readonly direction: TapDirection;
  /** Not of an input. */
  readonly result?: TapResult;
  /** Events with the same number came in one chunk. Not of an input. */
  readonly chunk?: number;
  /** Of an input: only a tag of the record's own. Fluent Bit does not tell an input that of its section. */
  readonly tag?: string;
  /** ISO 8601 with nanoseconds. */
  readonly time?: string;
  readonly metadata?: Record<string, unknown>;
  readonly record?: Record<string, unknown>;
  /** Instead of a record: what the chunk holds. */
  readonly signal?: 'metrics' | 'traces';
  /** Its size. */
  readonly bytes?: number;
}

/** What became of one instance's reload. */
export interface ReloadOutcome {
  readonly instance: string;
  readonly ok: boolean;
  /** From the request until its `init` had resolved, or failed. */
  readonly ms: number;
}

/** The answers, each with the `id` of its request. */
export type ControlReply =
  | { readonly id: number; readonly instances: readonly InstanceInfo[] }
  | { readonly id: number; readonly stats: readonly InstanceStats[] }
  /** The first answer to a tap: what it is attached to. */
  | { readonly id: number; readonly attached: readonly string[] }
  | { readonly id: number; readonly event: TapEvent }
  /** So many more events were not sent: too many a second, or read too slowly. */
  | { readonly id: number; readonly dropped: number }
  | { readonly id: number; readonly reloaded: readonly ReloadOutcome[] }
  | { readonly id: number; readonly stopped: number }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string; readonly fix: string } };

/** Events of a tap a second and Worker. */
export const DEFAULT_RATE = 1000;
export const HIGHEST_RATE = 100_000;
/** Milliseconds. */
export const SHORTEST_EVERY = 100;
