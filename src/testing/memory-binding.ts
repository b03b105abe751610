/**
 * A host in memory: all that an instance sees of Fluent Bit, in plain JavaScript.
 *
 * @module
 */
import {
  BINDING_ABI,
  FlushStatus,
  LogLevel,
  type HostEvent,
  type InstanceBinding,
  type MetricFamily,
  type MetricSample,
  type PluginType,
} from '../runtime/binding.ts';
import { Redactor } from '../log/redactor.ts';
import { MetricView } from './metric-view.ts';
import { RingConsumer, ringMemory, type QueuedRecord } from './ring-consumer.ts';

/** A section of a configuration. Numbers and booleans are written as Fluent Bit would have them: as text. */
export type Section = Readonly<Record<string, string | number | boolean>>;

/** One line of the log. */
export interface LogLine {
  /** At which it was logged. */
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** Formatted; values of secret options are taken out. */
  readonly message: string;
}

/** How far an instance has come. */
export type Phase = 'starting' | 'ready' | 'failed' | 'done';

export interface MemoryBindingOptions {
  type: PluginType;
  plugin: string;
  /** @default the plugin's name and `.0` */
  name?: string | undefined;
  /** @default {} */
  config?: Section | undefined;
  /** @default 'trace': everything */
  logLevel?: LogLine['level'] | 'off' | undefined;
  /** Bytes that the queue of an input takes. @default 1 MiB */
  bufferLimit?: number | undefined;
  /** Gets each line of the log in place of {@link MemoryBinding.logs}. @default kept there */
  onLog?: ((line: LogLine) => void) | undefined;
}

const LEVELS = Object.keys(LogLevel) as (keyof typeof LogLevel)[];

let lastId = 0;

/** An {@link InstanceBinding} without native code. */
export class MemoryBinding implements InstanceBinding {
  readonly abi = BINDING_ABI;
  readonly id = ++lastId;
  readonly type: PluginType;
  readonly plugin: string;
  readonly name: string;
  readonly logLevel: LogLevel;
  readonly ring: ArrayBuffer | undefined;
  readonly bufferLimit: number;
  readonly takesTags = true;
  readonly takesMetrics = true;
  readonly takesTraces = true;

  readonly logs: LogLine[] = [];
  /** Called at each change of {@link phase}. */
  onPhase: (phase: Phase) => void = () => {};
  /** Called at each answer to a flush, or of a filter. */
  onComplete: (flushId: number, status: FlushStatus, data?: Uint8Array) => void = () => {};

  readonly #consumer: RingConsumer | undefined;
  readonly #section: ReadonlyMap<string, string>;
  readonly #early: HostEvent[] = [];
  readonly #samples = new Map<string, MetricSample>();
  readonly #redactor = new Redactor();
  readonly #onLog: (line: LogLine) => void;
  #families: MetricFamily[] = [];
  #listener: ((event: HostEvent) => void) | undefined;
  #phase: Phase = 'starting';

  constructor(options: MemoryBindingOptions) {
    const { type, plugin, name, config = {}, logLevel = 'trace', bufferLimit = 2 ** 20 } = options;
    this.#onLog = options.onLog ?? ((line) => this.logs.push(line));
    this.type = type;
    this.plugin = plugin;
    this.name = name ?? `${plugin}.0`;
    this.logLevel = LogLevel[logLevel];
    this.#section = new Map(Object.entries(config).map(([key, value]) => [key.toLowerCase(), String(value)]));
    this.bufferLimit = type === 'input' ? bufferLimit : 0;
    this.ring = type === 'input' ? ringMemory(bufferLimit) : undefined;
    this.#consumer = this.ring && new RingConsumer(this.ring);
  }

  get phase(): Phase {
    return this.#phase;
  }

  // What the instance calls.

  property(key: string): string | undefined {
    return this.#section.get(key.toLowerCase());
  }

  /** Nothing sleeps here: tests take records when they look. */
  wake(): void {}

  log(level: LogLevel, message: string): void {
    this.#onLog({ level: LEVELS[level] as LogLine['level'], message: this.#redactor.redact(message) });
  }

  secrets(values: string[]): void {
    this.#redactor.add(values);
  }

  listen(listener: (event: HostEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) listener(event);
  }

  ready(families: MetricFamily[]): void {
    this.#families = families.map((family) => ({ ...family, help: this.#redactor.redact(family.help) }));
    this.#enter('ready');
  }

  failed(): void {
    this.#enter('failed');
  }

  metrics(samples: MetricSample[]): void {
    for (const sample of samples) {
      const labels = sample.labels.map((label) => this.#redactor.redact(label));
      this.#samples.set(JSON.stringify([sample.family, labels]), { ...sample, labels });
    }
  }

  complete(flushId: number, status: FlushStatus, data?: Uint8Array): void {
    this.onComplete(flushId, status, data);
  }

  done(): void {
    this.#enter('done');
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.onPhase(phase);
  }

  // What the host does.

  /** Sends an event to the instance. */
  send(event: HostEvent): void {
    if (this.#listener) this.#listener(event);
    else this.#early.push(event);
  }

  /** Takes accepted records out of the queue, at most `max`; those who wait for room are told. */
  take(max?: number): QueuedRecord[] {
    const records = this.#consumer?.take(max) ?? [];
    if (records.length > 0 && this.#consumer?.takeRequest()) this.send({ kind: 'space' });
    return records;
  }

  /** From now on nothing is accepted. What was accepted before can still be taken. */
  pause(): void {
    this.#consumer?.pause();
  }

  resume(): void {
    this.#consumer?.resume();
    this.send({ kind: 'space' });
  }

  /** The metrics as they were sent last: at most a second old while the instance runs. */
  metricView(): MetricView {
    return new MetricView(this.#families, [...this.#samples.values()]);
  }
}
