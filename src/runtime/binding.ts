/**
 * The typed bridge: what native code (`native/runtime/bridge.cc`) offers to JavaScript.
 *
 * The runtime (libflbnode.so) and a plugin's bundle may be of different releases of this package; this file is
 * the contract between them. A change that is not an addition raises {@link BINDING_ABI}.
 *
 * @module
 */
import type { ConfigOption } from '../config/options.ts';

/** Version of this contract; equals `FLBNODE_ABI_VERSION` in `native/include/flbnode.h`. */
export const BINDING_ABI = 1;

/** What kind of plugin an instance is. */
export type PluginType = 'input' | 'output' | 'filter' | 'custom';

/**
 * Results of a flush, as Fluent Bit counts them (`FLB_ERROR`, `FLB_OK`, `FLB_RETRY`). A filter answers `ok`, or `retry`
 * when it cannot say (it is being stopped): then `node.on_timeout` decides.
 */
export const FlushStatus = { error: 0, ok: 1, retry: 2 } as const;
export type FlushStatus = (typeof FlushStatus)[keyof typeof FlushStatus];

/** Log levels, as Fluent Bit numbers them. */
export const LogLevel = { off: 0, error: 1, warn: 2, info: 3, debug: 4, trace: 5 } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/**
 * What the host tells an instance. One call of the listener per event, in order, on the Worker's thread.
 *
 * - `start`: pre-run; `collect` may begin. Sent once, after {@link InstanceBinding.ready}.
 * - `space`: the queue has room again, or delivery was resumed (each time): retry what waits.
 * - `flush`: a chunk for an output or a filter; answer with {@link InstanceBinding.complete}. `data` belongs to
 *   JavaScript.
 * - `expired`: the host waits for that flush no longer and has told Fluent Bit to retry, or let the chunk pass the filter;
 *   end its work.
 * - `cancel`: shutdown or reload; end all work, then call {@link InstanceBinding.done}. May come during init, and more
 *   than once.
 */
export type HostEvent =
  | { kind: 'start' }
  | { kind: 'space' }
  | { kind: 'flush'; id: number; tag: string; data: ArrayBuffer }
  | { kind: 'expired'; id: number }
  | { kind: 'cancel' };

/** A metric family, as declared to the host once, with {@link InstanceBinding.ready}. */
export interface MetricFamily {
  kind: 'counter' | 'gauge' | 'histogram' | 'summary';
  name: string;
  /** Never empty: the host's cmetrics refuses an empty help text. */
  help: string;
  /** Label keys. The host side adds its instance label itself. */
  labels: string[];
  /** Histogram: upper bounds without +Inf, ascending. Summary: quantiles. Else empty. */
  bounds: number[];
}

/** One value of one label set. `family` is the index into the families given to `ready`. */
export interface MetricSample {
  family: number;
  /** One value per label key of the family, in its order. */
  labels: string[];
  /** Counter and gauge: the value. Histogram and summary: the sum. */
  value: number;
  /** Histogram and summary: number of observations; else 0. */
  count: number;
  /**
   * Histogram: cumulative counts per bound, then +Inf (one more than `bounds`). Summary: value per quantile.
   * Else empty.
   */
  buckets: number[];
}

/** What the runtime counts for an instance and only its Worker sees, by number; see `native/runtime/bridge_instance.cc`. */
export const Counted = {
  /** A record of a chunk that is no record. */
  badRecord: 0,
  /** `filter` threw. */
  filterError: 1,
  /** And its chunk was dropped, as `node.on_error` says. */
  droppedChunk: 2,
} as const;
export type Counted = (typeof Counted)[keyof typeof Counted];

/** One plugin instance, as its Worker sees it. Every method is for that Worker's thread only. */
export interface InstanceBinding {
  readonly abi: number;
  /** Unique in the process. The same for all Workers of an instance. */
  readonly id: number;
  /** Which of them this is, from 0. Absent: a runtime that knows but one. */
  readonly worker?: number;
  readonly type: PluginType;
  /** The registered name (`in-dummy`). */
  readonly plugin: string;
  /** Fluent Bit's name of the instance: the alias, or `in-dummy.0`. */
  readonly name: string;
  /** What this instance's section (or the service) set as `log_level`. */
  readonly logLevel: LogLevel;
  /** The shared queue of an input (see `ring.ts`), else `undefined`. */
  readonly ring: ArrayBuffer | undefined;
  /** Bytes that the queue may hold (`node.buffer_limit`); 0 when there is no queue. */
  readonly bufferLimit: number;
  /** Whether records may have tags of their own. False on a host that takes records only as its callback's result. */
  readonly takesTags: boolean;
  /** Whether the queue may hold metrics, and traces. Absent: a runtime that does not know them. */
  readonly takesMetrics?: boolean;
  readonly takesTraces?: boolean;

  /** The host is to look at the queue: a record came into an empty ring. Cheap; does nothing where the host polls. */
  wake(): void;
  /** A property of the instance's section as Fluent Bit has it: unquoted by nobody, case-insensitive key. */
  property(key: string): string | undefined;
  /** One line or several (each becomes a line of the host's log). Never blocks; level filtering is the caller's. */
  log(level: LogLevel, message: string): void;
  /**
   * Texts that are to be `[secret]` in whatever the host prints and shows of this instance from now on: its log, the
   * stacks of its crashes, help texts and label values of its metrics. Of fewer than 4 bytes: as whole words only.
   * Absent: a runtime that does not know it.
   */
  secrets?(values: string[]): void;
  /** Sets the one listener; events that came before are delivered at once, in order. */
  listen(listener: (event: HostEvent) => void): void;
  /** init resolved. May be called once. */
  ready(metrics: MetricFamily[]): void;
  /**
   * init or `collect` rejected; the message has been logged by the caller. The Worker is ended. Where it was the first
   * init, Fluent Bit's start-up fails, unless `node.on_init_error` is `retry`; else another Worker follows.
   */
  failed(): void;
  /** Values of label sets, those that have changed: absolute, not differences. */
  metrics(samples: MetricSample[]): void;
  /**
   * How the Worker is, once a second. Absent: a runtime that does not ask.
   *
   * @param loopDelay - seconds that this call is late
   * @param loopUtilization - share of the time since the last call that the event loop worked, 0 to 1
   * @param heapUsed - bytes, as the next two
   */
  vitals?(loopDelay: number, loopUtilization: number, heapUsed: number, heapLimit: number, external: number): void;
  /** Adds 1. Absent: a runtime that does not count. */
  count?(what: Counted): void;
  /**
   * Answers a flush. An unknown id (timed out meanwhile) is ignored.
   *
   * @param data - a filter's, with `ok`: the chunk from now on, empty when all records are dropped; copied. Without it
   * the chunk goes on untouched.
   */
  complete(flushId: number, status: FlushStatus, data?: Uint8Array): void;
  /** Everything has ended after `cancel`; the Worker may be torn down. */
  done(): void;
}

/** What a bundle leaves at `globalThis[Symbol.for('fluent-bit-node.plugin')]` when it registers its plugin. */
export interface RegisteredPlugin {
  abi: number;
  /** Version of this package that the bundle carries. */
  sdk: string;
  type: PluginType;
  name: string;
  description: string;
  /** Of an output: what it takes. Read by the build. */
  eventTypes?: readonly ('logs' | 'metrics' | 'traces')[];
  /** Runs one instance to its end. Settles after {@link InstanceBinding.done} was called; never rejects. */
  run(binding: InstanceBinding): Promise<void>;
  /**
   * All that a section of it may hold, for the build; `undefined` when that is not known, so that nothing may be refused.
   */
  options?(): ConfigOption[] | undefined;
}

/** Where a bundle leaves its {@link RegisteredPlugin}. */
export const PLUGIN_SLOT: unique symbol = Symbol.for('fluent-bit-node.plugin') as never;
