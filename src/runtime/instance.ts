/**
 * Runs one plugin instance, from its `init` to its end. Part of the plugin's bundle: all it knows of the runtime is the
 * {@link InstanceBinding}.
 *
 * @module
 */
import { inspect } from 'node:util';
import type { BadRecord } from '../codec/decoder.ts';
import { ChunkEncoder, EncoderState } from '../codec/chunk-encoder.ts';
import { ConfReader } from '../config/conf.ts';
import { findMisspelt } from '../config/misspelt.ts';
import { schemaKeys } from '../config/options.ts';
import { type ConfigSchema, parseConfig } from '../config/schema.ts';
import { spellings } from '../config/secrets.ts';
import { readSetting, settingsTable, type Unfiltered } from '../config/settings.ts';
import { createError, describeError, RetryError } from '../errors.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { limitRepeats } from '../log/repeats.ts';
import { Metrics } from '../metrics/metrics.ts';
import { RingChannel } from '../plugin/channel.ts';
import { Chunk } from '../plugin/chunk.ts';
import { createContext, type CancelFunction } from '../plugin/context.ts';
import type {
  FilterPlugin,
  FilterResult,
  FluentBit,
  InputPlugin,
  MaybeSchema,
  OutputPlugin,
  Plugin,
  PluginDefinition,
} from '../plugin/types.ts';
import { Counted, FlushStatus, type HostEvent, type InstanceBinding, type MetricFamily } from './binding.ts';
import { failureText, isCancellation, sectionOf } from './failure.ts';
import { RingProducer } from './ring.ts';
import { Vitals } from './vitals.ts';

/** What the testing kit does differently from a Worker. */
export interface RunHooks {
  /**
   * `collect` failed, and that was logged. @default the Worker is ended, and the supervisor starts another one
   */
  crashed?(error: unknown): void;
  /** `collect` resolved. */
  collected?(): void;
  /** init failed, and that was logged. */
  initFailed?(error: unknown): void;
  /** A flush failed or asked for a retry, or a filter failed, and that was logged. */
  flushFailed?(flushId: number, error: unknown): void;
}

const MIRROR_MS = 1000;

// Taken now: a test's fake timers must not stop the event loop's turn.
const nextTurn = setImmediate;

const METHODS = {
  input: ['init', 'collect'],
  output: ['init', 'flush'],
  custom: ['init'],
  filter: ['init', 'filter'],
} as const;

/** Runs one instance. Settles after `binding.done()` or `binding.failed()`; never rejects. */
export function runInstance(
  definition: PluginDefinition,
  binding: InstanceBinding,
  hooks: RunHooks = {},
): Promise<void> {
  return new Instance(definition, binding, hooks).run();
}

/** An instance in its run. {@link runInstance} is all that a Worker needs of it. */
export class Instance {
  readonly #definition: PluginDefinition;
  readonly #binding: InstanceBinding;
  readonly #hooks: RunHooks;
  readonly #section: string;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #warnRepeats;
  /** A filter is called up to thousands of times a second, and may fail each time. */
  readonly #errorRepeats;
  readonly #context = createContext();
  readonly #encoderState = new EncoderState();
  /** Flushes of an output and calls of a filter that have not ended. */
  readonly #flushes = new Set<Promise<void>>();
  /** Those that the host waits for: what cancels their contexts. */
  readonly #awaited = new Map<number, CancelFunction>();
  #plugin: Plugin | undefined;
  #channel: RingChannel | undefined;
  #collecting: Promise<void> | undefined;
  /** What becomes of a chunk when the filter throws. */
  #onError: Unfiltered = 'pass';
  #families: MetricFamily[] = [];
  #mirroring: Promise<void> = Promise.resolve();

  constructor(definition: PluginDefinition, binding: InstanceBinding, hooks: RunHooks) {
    this.#definition = definition;
    this.#binding = binding;
    this.#hooks = hooks;
    this.#section = sectionOf(binding);
    this.#logger = createLogger(binding);
    this.#warnRepeats = limitRepeats((line) => this.#logger.warn('%s', line));
    this.#errorRepeats = limitRepeats((line) => this.#logger.error('%s', line));
    this.#metrics = new Metrics({ onLateMetric: (error) => this.#logger.warn('%s', describeError(error)) });
  }

  /** See {@link runInstance}. */
  async run(): Promise<void> {
    const [ctx] = this.#context;
    // Before init, which a shutdown may have to cut short.
    this.#binding.listen((event) => this.#handle(event));
    const isReady = await this.#init();
    // A failed start has nothing to end; one that was cut short is waited for by the host, as every cancelled one.
    if (!isReady && !ctx.cancelled) return this.#binding.failed();

    const vitals = new Vitals(this.#binding, MIRROR_MS);
    vitals.tell();
    const mirror = setInterval(() => {
      vitals.tell();
      void this.mirrorMetrics();
    }, MIRROR_MS).unref();
    if (!ctx.cancelled) await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve, { once: true }));
    await this.#collecting;
    // Those that come while others end are answered at once, so this set only shrinks.
    await Promise.all(this.#flushes);
    if (isReady) await this.#close();
    clearInterval(mirror);
    await this.mirrorMetrics();
    this.#warnRepeats.end();
    this.#errorRepeats.end();
    this.#binding.done();
  }

  /** Sends the metrics that have changed to the host. */
  mirrorMetrics(): Promise<void> {
    // One after the other: the registry is read asynchronously, and the later reading must be sent last.
    this.#mirroring = this.#mirroring.then(async () => {
      try {
        const changed = await this.#metrics.changedSamples(this.#families);
        if (changed.length > 0) this.#binding.metrics(changed);
      } catch (error) {
        // A collect function of the plugin's threw. The next second tries again.
        this.#warnRepeats.report('metrics', `metrics were not read: ${describeError(error)}`);
      }
    });
    return this.#mirroring;
  }

  async #init(): Promise<boolean> {
    const [ctx] = this.#context;
    try {
      const plugin = this.#create();
      this.#onError = readSetting(settingsTable.onError, (key) => this.#binding.property(key));
      await plugin.init(ctx, await this.#fluentBit());
      this.#plugin = plugin;
      if (this.#binding.type === 'input') this.#channel = this.#openChannel();
      this.#families = this.#metrics.families();
      // Within the try: metrics that the host refuses fail init as any other error does.
      this.#binding.ready(this.#families);
      return true;
    } catch (error) {
      if (ctx.cancelled && isCancellation(error)) return false;
      this.#logger.error('%s', failureText('FLB_NODE_E_INIT_FAILED', this.#section, error));
      this.#hooks.initFailed?.(error);
      return false;
    }
  }

  #create(): Plugin {
    const { type, name } = this.#definition;
    const plugin: Partial<Record<string, unknown>> = Object(this.#definition.create());
    const missing = METHODS[type].find((method) => typeof plugin[method] !== 'function');
    if (missing) throw createError('FLB_NODE_E_BAD_PLUGIN', name, `what the factory returned has no method ${missing}`);
    return plugin as unknown as Plugin;
  }

  async #fluentBit(): Promise<FluentBit<MaybeSchema>> {
    const { schema } = this.#definition;
    const { name, id, worker = 0, plugin, type } = this.#binding;
    const conf = new ConfReader((key) => this.#binding.property(key));
    // First: what is missing may be there under another name.
    if (schema) this.#warnMisspelt(schema);
    return {
      config: schema && (await parseConfig(schema, conf, this.#section, (values) => this.#hide(values))),
      conf,
      logger: this.#logger,
      metrics: this.#metrics,
      instance: Object.freeze({ name, id, worker, plugin, type }),
    };
  }

  #hide(values: string[]): void {
    if (values.length > 0) this.#binding.secrets?.(values.flatMap(spellings));
  }

  #warnMisspelt(schema: ConfigSchema): void {
    for (const { given, meant } of findMisspelt(schemaKeys(schema) ?? [], (key) => this.#binding.property(key))) {
      this.#logger.warn('%s', describeError(createError('FLB_NODE_E_UNKNOWN_KEY', given, meant)));
    }
  }

  #openChannel(): RingChannel {
    const { ring, bufferLimit, takesTags, takesMetrics: metrics = false, takesTraces: traces = false } = this.#binding;
    if (!ring) throw new Error(`the host gave ${this.#section} no queue`);
    const producer = new RingProducer(
      ring,
      bufferLimit,
      oncePerTurn(() => this.#binding.wake()),
    );
    return new RingChannel(this.#context[0], producer, bufferLimit, takesTags, { metrics, traces });
  }

  /** Never throws: the caller is native code. */
  #handle(event: HostEvent): void {
    const [ctx, cancel] = this.#context;
    switch (event.kind) {
      case 'start':
        // Once: a second one would write every record twice.
        if (this.#channel && !ctx.cancelled) this.#collecting ??= this.#collect(this.#channel);
        return;
      case 'space':
        this.#channel?.retry();
        return;
      case 'flush': {
        const { id, tag, data } = event;
        const flush = this.#binding.type === 'filter' ? this.#filter(id, tag, data) : this.#flush(id, tag, data);
        this.#flushes.add(flush);
        void flush.then(() => this.#flushes.delete(flush));
        return;
      }
      case 'expired':
        this.#awaited.get(event.id)?.();
        return;
      case 'cancel':
        // Sent twice at a shutdown; the context takes it once.
        cancel();
    }
  }

  async #collect(channel: RingChannel): Promise<void> {
    const [ctx] = this.#context;
    try {
      await (this.#plugin as InputPlugin<MaybeSchema>).collect(ctx, channel);
      if (!ctx.cancelled) this.#logger.info('collect has ended: this instance stays, and makes no more records');
      this.#hooks.collected?.();
    } catch (error) {
      if (ctx.cancelled && isCancellation(error)) return;
      this.#logger.error('%s', failureText('FLB_NODE_E_COLLECT_FAILED', this.#section, error));
      if (ctx.cancelled) return;
      if (this.#hooks.crashed) return this.#hooks.crashed(error);
      // Not thrown as an uncaught exception: a handler of the plugin's would keep an instance that no longer collects.
      // What was written is safe: it is in the ring.
      this.#binding.failed();
    }
  }

  async #flush(id: number, tag: string, data: ArrayBuffer): Promise<void> {
    const [parent] = this.#context;
    // Not begun: Fluent Bit keeps the chunk, and a later start delivers it.
    if (parent.cancelled || !this.#plugin) return this.#binding.complete(id, FlushStatus.retry);

    const [ctx, end] = parent.withCancel();
    this.#awaited.set(id, end);
    let status: FlushStatus = FlushStatus.ok;
    try {
      const chunk = new Chunk(tag, new Uint8Array(data), (bad) => this.#reportBadRecord(bad));
      await (this.#plugin as OutputPlugin<MaybeSchema>).flush(ctx, chunk);
    } catch (error) {
      status = ctx.cancelled && isCancellation(error) ? this.#cutShort() : this.#statusOf(error);
      this.#hooks.flushFailed?.(id, error);
    }
    // Frees what hangs on the flush's context; also tells work that flush forgot to await.
    end();
    this.#awaited.delete(id);
    this.#binding.complete(id, status);
  }

  async #filter(id: number, tag: string, data: ArrayBuffer): Promise<void> {
    const [parent] = this.#context;
    if (parent.cancelled || !this.#plugin) return this.#binding.complete(id, FlushStatus.retry);

    const [ctx, end] = parent.withCancel();
    this.#awaited.set(id, end);
    try {
      const chunk = new Chunk(tag, new Uint8Array(data), (bad) => this.#reportBadRecord(bad));
      const result = await (this.#plugin as FilterPlugin<MaybeSchema>).filter(ctx, chunk);
      const filtered = result === chunk ? undefined : await this.#encode(result, chunk);
      this.#binding.complete(id, FlushStatus.ok, filtered);
    } catch (error) {
      this.#hooks.flushFailed?.(id, error);
      if (ctx.cancelled && isCancellation(error)) this.#binding.complete(id, FlushStatus.retry);
      else this.#filterFailed(id, error);
    } finally {
      end();
      this.#awaited.delete(id);
    }
  }

  /** By a shutdown, or because the host's time-out was over. */
  #cutShort(): FlushStatus {
    this.#logger.debug('flush was cut short, Fluent Bit keeps the chunk');
    return FlushStatus.retry;
  }

  #statusOf(error: unknown): FlushStatus {
    if (RetryError.is(error)) {
      const causes = error.cause === undefined ? [] : [error.cause];
      this.#logger.warn('Fluent Bit will retry the chunk: %s', error.message, ...causes);
      return FlushStatus.retry;
    }
    this.#logger.error('%s', failureText('FLB_NODE_E_FLUSH_FAILED', this.#section, error));
    return FlushStatus.error;
  }

  #reportBadRecord({ kind, offset, reason }: BadRecord): void {
    this.#binding.count?.(Counted.badRecord);
    this.#warnRepeats.report(kind, describeError(createError('FLB_NODE_E_BAD_RECORD', offset, reason)));
  }

  #filterFailed(id: number, error: unknown): void {
    const drops = this.#onError === 'drop';
    this.#binding.count?.(Counted.filterError);
    if (drops) this.#binding.count?.(Counted.droppedChunk);
    const code = drops ? 'FLB_NODE_E_FILTER_DROPPED' : 'FLB_NODE_E_FILTER_FAILED';
    this.#errorRepeats.report(code, failureText(code, this.#section, error));
    this.#binding.complete(id, FlushStatus.ok, drops ? new Uint8Array() : undefined);
  }

  /** What the host is given for the chunk; `undefined`: the chunk as it is. */
  async #encode(result: FilterResult, chunk: Chunk): Promise<Uint8Array | undefined> {
    if (result === undefined) return undefined;
    const encoder = new ChunkEncoder(this.#encoderState, chunk.bytes.length);
    // Of its own accord a string iterates, too: its letters would be refused one by one.
    if (typeof result === 'object' && result !== null && Symbol.iterator in result) {
      for (const message of result) encoder.add(message);
    } else if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      for await (const message of result) encoder.add(message);
    } else {
      throw new TypeError(`filter returned ${inspect(result, { depth: 0 })}, not messages, the chunk or undefined`);
    }
    const bytes = encoder.finish();
    // All of its events, unchanged.
    return bytes.buffer === chunk.bytes.buffer && bytes.length === chunk.bytes.length ? undefined : bytes;
  }

  async #close(): Promise<void> {
    try {
      await this.#plugin?.close?.();
    } catch (error) {
      this.#logger.error('%s: close failed:', this.#section, error);
    }
  }
}

/**
 * Calls back when the event loop turns, once for all calls until then: waking Fluent Bit costs more than encoding a
 * record, and it takes the records of a turn in one go. (Should the plugin keep its loop from turning, the host looks
 * by itself, 4 times a second.)
 */
function oncePerTurn(callback: () => void): () => void {
  let asked = false;
  const call = (): void => {
    asked = false;
    callback();
  };
  return () => {
    if (!asked) nextTurn(call);
    asked = true;
  };
}
