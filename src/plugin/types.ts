/**
 * What a plugin author implements, and what the runtime hands in.
 *
 * Every plugin instance (a section of Fluent Bit's configuration) has its own plugin object, made by the factory, in
 * its own Worker thread: two instances share nothing, and nothing that one does holds up another or Fluent Bit.
 *
 * @module
 */
import type { ConfReader } from '../config/conf.ts';
import type { ConfigOutput, ConfigSchema } from '../config/schema.ts';
import type { Logger } from '../log/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { PluginType, RegisteredPlugin } from '../runtime/binding.ts';
import type { MessageChannel } from './channel.ts';
import type { LogEvent } from '../codec/log-event.ts';
import type { Chunk } from './chunk.ts';
import type { Context } from './context.ts';
import type { FilteredMessage } from './message.ts';

/** What a plugin may be typed with: its schema, or nothing. */
export type MaybeSchema = ConfigSchema | undefined;

/** Which instance this is. */
export interface InstanceInfo {
  /** Fluent Bit's name of it: the alias, or the plugin's name and a number as in `in-dummy.0`. */
  readonly name: string;
  /** Unique in the process. */
  readonly id: number;
  /** Which of its Workers this is, from 0: with `node.workers` each has a plugin object of its own. */
  readonly worker: number;
  /** The registered name. */
  readonly plugin: string;
  /** Its kind. */
  readonly type: PluginType;
}

/**
 * What `init` receives of its instance. May be kept: it stays valid as long as the plugin object.
 *
 * @typeParam C - the schema that was registered as `config`.
 */
export interface FluentBit<C extends MaybeSchema = undefined> {
  /** The section, checked and converted by the schema; `undefined` when none was registered. */
  readonly config: C extends ConfigSchema ? ConfigOutput<C> : undefined;
  /** The section's raw strings. */
  readonly conf: ConfReader;
  /** Fluent Bit's log. `console.*` goes there too. */
  readonly logger: Logger;
  /** Metrics that Fluent Bit shows. Create them in `init`. */
  readonly metrics: Metrics;
  /** Which instance this is: for log lines, and to tell the Workers of one output apart. */
  readonly instance: InstanceInfo;
}

/** What all plugins have. */
export interface BasePlugin<C extends MaybeSchema = undefined> {
  /**
   * Called once, first, while Fluent Bit's start-up waits (at most `node.init_timeout`, 30 s). After a crash of the
   * instance it is called again, on a new object. With `node.workers` each Worker calls its own object's.
   *
   * What it throws is logged and fails Fluent Bit's start-up. The configuration was checked before: a section that
   * does not fit the schema never gets here.
   *
   * @param ctx - the instance's context, the same that `collect` gets.
   */
  init(ctx: Context, fbit: FluentBit<C>): void | Promise<void>;

  /**
   * Called once, last: after `ctx` was cancelled and `collect` and every `flush` have ended. For what must be closed
   * in order; it has what is left of `node.exit_timeout` (5 s). Not called when `init` failed or the Worker crashed.
   *
   * What it throws is logged.
   */
  close?(): void | Promise<void>;
}

/**
 * Makes records.
 *
 * @example
 * ```ts
 * class Dummy implements InputPlugin {
 *   init(): void {}
 *   async collect(ctx: Context, ch: MessageChannel): Promise<void> {
 *     for await (const time of ctx.ticker(1000)) await ch.write({ time, record: { message: 'hello' } });
 *   }
 * }
 * export default registerInput('in-dummy', 'Makes a record a second', () => new Dummy());
 * ```
 */
export interface InputPlugin<C extends MaybeSchema = undefined> extends BasePlugin<C> {
  /**
   * Called once, when Fluent Bit's pipeline runs. Runs until `ctx` is cancelled: then it has what is left of
   * `node.exit_timeout` to end. Returning earlier is allowed; the instance stays, idle.
   *
   * What it throws before `ctx` is cancelled is logged and ends the instance, which is restarted as `node.restart`
   * says; what was written stays queued. After that, a `CancelledError` or `AbortError` is the normal end, and any
   * other error is logged.
   */
  collect(ctx: Context, ch: MessageChannel): Promise<void>;
}

/** Sends records somewhere. */
export interface OutputPlugin<C extends MaybeSchema = undefined> extends BasePlugin<C> {
  /**
   * Called for every chunk, also while earlier calls are still at work (as many at once as the output has `workers`).
   * What becomes of its promise is what Fluent Bit is told:
   *
   * - it resolves: the chunk is delivered;
   * - it rejects with a `RetryError`: Fluent Bit sends the chunk again later, as often as `retry_limit` says;
   * - it rejects with any other error: the chunk is dropped, and the error is logged;
   * - it rejects because `ctx` was cancelled, or takes longer than `node.flush_timeout` (30 s): retry.
   *
   * @param ctx - ends with this flush; cancelled earlier when the plugin is stopped.
   */
  flush(ctx: Context, chunk: Chunk): Promise<void>;
}

/**
 * What `filter` returns: nothing, or the chunk that it got, and the chunk goes on as it is; or the messages that go on
 * instead of it, in their order. None of them: the chunk is dropped.
 */
export type FilterResult =
  Iterable<FilteredMessage | LogEvent> | AsyncIterable<FilteredMessage | LogEvent> | undefined | void;

/**
 * Changes, drops and adds records on their way from an input to the outputs.
 *
 * @example
 * ```ts
 * class Levels implements FilterPlugin {
 *   init(): void {}
 *   *filter(_ctx: Context, chunk: Chunk): Generator<FilteredMessage> {
 *     for (const message of chunk) if (message.record['level'] !== 'debug') yield message;
 *   }
 * }
 * export default registerFilter('levels', 'Drops what is only for debugging', () => new Levels());
 * ```
 */
export interface FilterPlugin<C extends MaybeSchema = undefined> extends BasePlugin<C> {
  /**
   * Called for every chunk of a matching tag, while Fluent Bit's pipeline waits: one call at a time, but for a processor
   * of an output that has `workers`. May be a plain function, an `async` one, or a generator of either kind.
   *
   * - What it throws is logged, and the chunk passes unchanged, or is dropped as `node.on_error` says.
   * - When it takes longer than `node.filter_timeout` (5 s), its `ctx` is cancelled, and the chunk passes unchanged, or
   *   is dropped as `node.on_timeout` says. A later answer is ignored.
   *
   * A message keeps its time, metadata and group when it is returned itself, changed in place or as
   * `{ ...message, record }`. One without a time gets the present one. Events of `chunk.events()` are the fast way: what
   * is not changed in them is copied, and not decoded and encoded.
   *
   * @param ctx - ends with this call.
   */
  filter(ctx: Context, chunk: Chunk): FilterResult | Promise<FilterResult>;
}

/** Neither input nor output: runs beside Fluent Bit's pipeline, from `init` on until its `ctx` is cancelled. */
export interface CustomPlugin<C extends MaybeSchema = undefined> extends BasePlugin<C> {}

/** A plugin of any kind, with any configuration. */
export type Plugin =
  InputPlugin<MaybeSchema> | OutputPlugin<MaybeSchema> | FilterPlugin<MaybeSchema> | CustomPlugin<MaybeSchema>;

/** What the register functions return: the registration, and what tests need to run the plugin. */
export interface PluginDefinition<P extends Plugin = Plugin> extends RegisteredPlugin {
  /** Makes the plugin object of an instance. */
  create(): P;
  /** The schema given as `config`. */
  readonly schema: ConfigSchema | undefined;
}

/** A registered input. */
export interface InputDefinition<C extends MaybeSchema = MaybeSchema> extends PluginDefinition<InputPlugin<C>> {
  /** Always `'input'`. */
  type: 'input';
}

/** A registered output. */
export interface OutputDefinition<C extends MaybeSchema = MaybeSchema> extends PluginDefinition<OutputPlugin<C>> {
  /** Always `'output'`. */
  type: 'output';
}

/** A registered filter. */
export interface FilterDefinition<C extends MaybeSchema = MaybeSchema> extends PluginDefinition<FilterPlugin<C>> {
  /** Always `'filter'`. */
  type: 'filter';
}

/** A registered custom plugin. */
export interface CustomDefinition<C extends MaybeSchema = MaybeSchema> extends PluginDefinition<CustomPlugin<C>> {
  /** Always `'custom'`. */
  type: 'custom';
}
