/**
 * One plugin instance under a test's control.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';
import { decodeEvents } from '../codec/decoder.ts';
import { captureConsole } from '../log/console.ts';
import { createLogger } from '../log/logger.ts';
import { Chunk } from '../plugin/chunk.ts';
import type { ReceivedMessage } from '../plugin/message.ts';
import type { PluginDefinition } from '../plugin/types.ts';
import { FlushStatus } from '../runtime/binding.ts';
import { Instance } from '../runtime/instance.ts';
import type { MetricFamily } from '../signals/metrics.ts';
import type { ResourceSpans } from '../signals/traces.ts';
import type { TestClock } from './clock.ts';
import { encodeChunk, type ChunkInput } from './encode.ts';
import { MemoryBinding, type LogLine, type Section } from './memory-binding.ts';
import type { MetricView } from './metric-view.ts';
import { keepPolling, within } from './real-time.ts';

/** Options of every driver of this kit. */
export interface InstanceOptions {
  /** The section, as it would stand in Fluent Bit's configuration. @default {} */
  config?: Section | undefined;
  /** Fluent Bit's name of the instance. @default the plugin's name and `.0` */
  name?: string | undefined;
  /** @default 'trace': everything is logged */
  logLevel?: LogLine['level'] | 'off' | undefined;
  /**
   * Sends `console.*` to `logs` while the instance lives, as inside Fluent Bit. Off by default, so that a test can
   * print; two instances at once cannot both have it.
   *
   * @default false
   */
  captureConsole?: boolean | undefined;
  /** Bytes that the queue of an input takes (`node.buffer_limit`). @default 1 MiB */
  bufferLimit?: number | undefined;
  /**
   * Whether written records are taken out of the queue as they come. With `false` they stay until
   * {@link TestInstance.take}, and a full queue makes `write()` wait.
   *
   * @default true
   */
  drain?: boolean | undefined;
  /**
   * A clock from `createClock()`, that the test moves. Stands for the thread's timers and `Date` while the instance lives.
   *
   * @default real time, or the test runner's fake timers
   */
  clock?: TestClock | undefined;
  /** Milliseconds of real time that one step (init, a flush, the end) may take; `Infinity`: as long as it likes. @default 5000 */
  timeoutMs?: number | undefined;
  /** For runs without an end: gets what the instance makes as it comes, and the instance's lists stay empty. @default kept in them */
  sink?: InstanceSink | undefined;
}

/** See {@link InstanceOptions.sink}. What is written comes when the queue is emptied. */
export interface InstanceSink {
  /** A line was logged. */
  log(line: LogLine): void;
  /** A message was written. */
  message(message: WrittenMessage): void;
  /** A metric was written. */
  metrics(family: MetricFamily): void;
  /** Spans of one resource were written. */
  traces(spans: ResourceSpans): void;
}

/** A message that an input wrote, as Fluent Bit gets it. */
export interface WrittenMessage extends ReceivedMessage {
  /** Its own tag, if it was written with one. */
  readonly tag?: string;
}

/** What became of a flush. */
export interface FlushResult {
  /** What Fluent Bit is told: delivered, send it again later, or dropped. */
  status: 'ok' | 'retry' | 'error';
  /** What `flush` threw; `undefined` when it resolved. */
  error: unknown;
}

/** What became of a chunk in a filter. */
export interface FilterOutcome {
  /**
   * What Fluent Bit goes on with: the chunk it had, other messages, or none. `'unanswered'`: the filter was stopped
   * meanwhile, and `node.on_timeout` decides.
   */
  status: 'untouched' | 'modified' | 'dropped' | 'unanswered';
  /** The messages that go on. */
  messages: readonly ReceivedMessage[];
  /** The same as Fluent Bit gets it. */
  bytes: Uint8Array;
  /** What `filter` threw, which is logged, too; `undefined` when it did not. */
  error: unknown;
}

/** Of one flush, or one call of a filter. */
export interface AskOptions {
  /** Of the chunk. @default 'test' */
  tag?: string | undefined;
  /**
   * Its time is over as soon as the plugin has the chunk, as after `node.flush_timeout` or `node.filter_timeout`: its
   * `ctx` is cancelled.
   *
   * @default false
   */
  expires?: boolean | undefined;
}

interface Answer {
  status: FlushStatus;
  data: Uint8Array | undefined;
}

const STATUS = { [FlushStatus.ok]: 'ok', [FlushStatus.retry]: 'retry', [FlushStatus.error]: 'error' } as const;

/** A running instance. Made by {@link startInstance}; end it with {@link TestInstance.cancel}. */
export class TestInstance {
  readonly #binding: MemoryBinding;
  readonly #runner: Instance;
  readonly #timeoutMs: number;
  readonly #drains: boolean;
  readonly #sink: InstanceSink;
  readonly #messages: WrittenMessage[] = [];
  readonly #writtenMetrics: MetricFamily[] = [];
  readonly #writtenTraces: ResourceSpans[] = [];
  readonly #flushes = new Map<number, (answer: Answer) => void>();
  readonly #flushErrors = new Map<number, unknown>();
  readonly #watchers = new Set<() => void>();
  readonly #cleanUp: (() => void)[] = [];
  #phaseChanged: () => void = () => {};
  #initError: unknown;
  #ending: Promise<void> | undefined;
  #crash: { error: unknown } | undefined;
  #collectEnded = false;
  #lastFlush = 0;

  /** Use {@link startInstance}. */
  constructor(plugin: PluginDefinition, options: InstanceOptions) {
    const { sink } = options;
    this.#sink = sink ?? this.#lists();
    const onLog = sink && ((line: LogLine) => sink.log(line));
    this.#binding = new MemoryBinding({ ...options, onLog, type: plugin.type, plugin: plugin.name });
    this.#timeoutMs = options.timeoutMs ?? 5000;
    this.#drains = options.drain ?? true;
    this.#binding.onPhase = () => this.#phaseChanged();
    // A copy, as native code makes one.
    this.#binding.onComplete = (id, status, data) => this.#flushes.get(id)?.({ status, data: data?.slice() });
    if (options.clock) this.#cleanUp.push(options.clock.install());
    if (options.captureConsole) this.#cleanUp.push(captureConsole(createLogger(this.#binding)));
    this.#runner = new Instance(plugin, this.#binding, {
      crashed: (error) => (this.#crash = { error }),
      collected: () => (this.#collectEnded = true),
      initFailed: (error) => (this.#initError = error),
      flushFailed: (id, error) => this.#flushErrors.set(id, error),
    });
  }

  /** The part of {@link startInstance} that is not synchronous. */
  async start(): Promise<this> {
    this.#cleanUp.push(keepPolling(() => this.#poll()));
    const settled = new Promise<void>((resolve) => (this.#phaseChanged = resolve));
    void this.#runner.run();
    try {
      await within(this.#timeoutMs, settled, () => this.#explain('init has not settled'));
      if (this.#binding.phase === 'failed') throw this.#initError;
    } catch (error) {
      this.#end();
      throw error;
    }
    this.#binding.send({ kind: 'start' });
    return this;
  }

  /** Every message written so far. */
  get messages(): readonly WrittenMessage[] {
    if (this.#drains) this.take();
    return this.#messages;
  }

  /** The records of {@link messages}. */
  get records(): readonly DecodedRecord[] {
    return this.messages.map(({ record }) => record);
  }

  /** What `writeMetrics()` wrote so far, as an output receives it. */
  get writtenMetrics(): readonly MetricFamily[] {
    if (this.#drains) this.take();
    return this.#writtenMetrics;
  }

  /** What `writeTraces()` wrote so far, as an output receives it. */
  get writtenTraces(): readonly ResourceSpans[] {
    if (this.#drains) this.take();
    return this.#writtenTraces;
  }

  /** Every line logged so far. */
  get logs(): readonly LogLine[] {
    return this.#binding.logs;
  }

  /** What `collect` threw, if it did; {@link cancel} rejects with it. */
  get crash(): unknown {
    return this.#crash?.error;
  }

  /** Has `collect` returned or thrown? */
  get collectEnded(): boolean {
    return this.#collectEnded || this.#crash !== undefined;
  }

  /** The metrics of this moment. Only those that were made in `init`, as in Fluent Bit. */
  async metrics(): Promise<MetricView> {
    await this.#runner.mirrorMetrics();
    return this.#binding.metricView();
  }

  /** Takes up to `max` messages out of the queue and adds them to {@link messages}; for `drain: false`. */
  take(max?: number): WrittenMessage[] {
    const taken: WrittenMessage[] = [];
    for (const { type, bytes, tag } of this.#binding.take(max)) {
      const chunk = new Chunk(this.#binding.name, bytes);
      if (type === 'metrics') for (const family of chunk.metrics) this.#sink.metrics(family);
      else if (type === 'traces') for (const spans of chunk.traces) this.#sink.traces(spans);
      else for (const event of chunk) taken.push(tag === undefined ? event : { ...event, tag });
    }
    for (const message of taken) this.#sink.message(message);
    return taken;
  }

  /**
   * Waits until at least `count` messages were written.
   *
   * @throws when `collect` fails or the time is up.
   */
  async received(count: number): Promise<readonly WrittenMessage[]> {
    const expected = (): string => `${this.#messages.length} of ${count} messages were written`;
    await this.waitFor(() => this.messages.length >= count, expected);
    return this.messages;
  }

  /**
   * Waits until the condition holds; it is looked at about every millisecond of real time, also under fake timers.
   *
   * @param expected - what the error says when the time is up.
   * @throws when `collect` fails or the time is up.
   */
  async waitFor(condition: () => boolean, expected: () => string = () => 'the condition did not hold'): Promise<void> {
    let watcher: () => void = () => {};
    const held = new Promise<void>((resolve, reject) => {
      watcher = (): void => {
        try {
          if (condition()) resolve();
          else if (this.#crash) reject(this.#crash.error as Error);
        } catch (error) {
          reject(error as Error);
        }
      };
    });
    this.#watchers.add(watcher);
    watcher();
    try {
      await within(this.#timeoutMs, held, () => this.#explain(expected()));
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** As Fluent Bit's Pause: what was written is taken, from then on `write()` waits. */
  pause(): void {
    this.#binding.pause();
    if (this.#drains) this.take();
  }

  /** As Fluent Bit's Resume: what waited is accepted. */
  resume(): void {
    this.#binding.resume();
  }

  /**
   * Flushes a chunk. Several may be under way at once.
   *
   * @throws when the output does not settle in time.
   */
  async flush(input: ChunkInput, options: AskOptions = {}): Promise<FlushResult> {
    const { status, error } = await this.#ask('flush', encodeChunk(input), options);
    return { status: STATUS[status], error };
  }

  /**
   * Hands a filter a chunk.
   *
   * @throws when the filter does not settle in time.
   */
  async filter(input: ChunkInput, options: AskOptions = {}): Promise<FilterOutcome> {
    const chunk = encodeChunk(input);
    const { status, data, error } = await this.#ask('filter', chunk.slice(), options);
    const bytes = data ?? chunk;
    const messages = [...decodeEvents(bytes)];
    if (status !== FlushStatus.ok) return { status: 'unanswered', messages, bytes, error };
    const changed = bytes.length > 0 ? 'modified' : 'dropped';
    return { status: data === undefined ? 'untouched' : changed, messages, bytes, error };
  }

  async #ask(
    method: string,
    { buffer: data }: Uint8Array<ArrayBuffer>,
    { tag = 'test', expires = false }: AskOptions,
  ): Promise<Answer & { error: unknown }> {
    const id = ++this.#lastFlush;
    const answered = new Promise<Answer>((resolve) => this.#flushes.set(id, resolve));
    this.#binding.send({ kind: 'flush', id, tag, data });
    if (expires) this.#binding.send({ kind: 'expired', id });
    try {
      const answer = await within(this.#timeoutMs, answered, () => this.#explain(`${method} has not settled`));
      return { ...answer, error: this.#flushErrors.get(id) };
    } finally {
      this.#flushes.delete(id);
      this.#flushErrors.delete(id);
    }
  }

  /**
   * Ends the instance as a shutdown does: cancels its context, waits until `collect`, every `flush` and `close` have
   * ended. May be called again.
   *
   * @throws what `collect` threw before; and when the instance does not end in time.
   */
  async cancel(): Promise<void> {
    await (this.#ending ??= this.#cancel());
    if (this.#crash) throw this.#crash.error;
  }

  async #cancel(): Promise<void> {
    const done = new Promise<void>((resolve) => (this.#phaseChanged = resolve));
    this.#binding.send({ kind: 'cancel' });
    const busy = 'the instance has not ended after its context was cancelled: does every loop look at ctx?';
    try {
      await within(this.#timeoutMs, done, () => this.#explain(busy));
    } finally {
      this.#end();
    }
  }

  #lists(): InstanceSink {
    return {
      // The binding has them.
      log: () => {},
      message: (message) => this.#messages.push(message),
      metrics: (family) => this.#writtenMetrics.push(family),
      traces: (spans) => this.#writtenTraces.push(spans),
    };
  }

  #poll(): void {
    if (this.#drains) this.take();
    for (const watcher of this.#watchers) watcher();
  }

  #end(): void {
    if (this.#drains) this.take();
    for (const undo of this.#cleanUp.splice(0)) undo();
  }

  #explain(what: string): string {
    const lines = this.logs.slice(-20).map(({ level, message }) => `\n  [${level}] ${message}`);
    const log = lines.length > 0 ? `. Its log:${lines.join('')}` : '';
    return `${this.#binding.name}: ${what} within ${this.#timeoutMs} ms${log}`;
  }
}

/**
 * Starts an instance of a plugin: `init`, then, for an input, `collect`.
 *
 * Works with a test runner's fake timers (`vi.useFakeTimers()` before this call): `ctx.sleep`, `ctx.ticker` and the
 * plugin's own timers are then faked, the kit's own are not. Move the time on with `vi.advanceTimersByTimeAsync`.
 *
 * @throws what `init` threw, a `ConfigError` when the section does not fit the schema.
 * @example
 * ```ts
 * const instance = await startInstance(plugin, { config: { foo: 'bar' } });
 * await instance.received(2);
 * instance.pause();
 * instance.resume();
 * await instance.cancel();
 * expect(instance.records[0]).toEqual({ message: 'hello', foo: 'bar' });
 * ```
 */
export function startInstance(plugin: PluginDefinition, options: InstanceOptions = {}): Promise<TestInstance> {
  return new TestInstance(plugin, options).start();
}
