/**
 * What a check has at hand: a plugin, instances of it, and time that passes fast.
 *
 * @module
 */
import { inspect } from 'node:util';
import type { PluginDefinition } from '../../plugin/types.ts';
import { ConfigError } from '../../errors.ts';
import { TestClock } from '../clock.ts';
import { encodeChunk, type ChunkInput } from '../encode.ts';
import { startInstance, type AskOptions, type InstanceOptions, type TestInstance } from '../instance.ts';
import type { Section } from '../memory-binding.ts';
import { pause } from '../real-time.ts';
import { Broken, NotStarted, Skipped } from './check.ts';
import type { Observed } from './observe.ts';
import type { ContractOptions } from './options.ts';
import { Probe } from './probe.ts';
import { usualChunk } from './samples.ts';

/** What became of a chunk, of an output's as of a filter's. */
export interface Outcome {
  /** As Fluent Bit is told; a filter that threw is an `'error'`. */
  readonly status: 'ok' | 'retry' | 'error';
  readonly error: unknown;
}

/** As `node.exit_timeout` and `node.filter_timeout`. */
const TIMEOUT = 5000;
/** How far the clock moves in a millisecond at first: slow enough for requests with a time-out. */
const FIRST_STEP = 50;
const FASTER = 1.05;
const LONGEST_STEP = 60_000;

/** The world of one check. */
export class World {
  /** As it was registered. */
  readonly plugin: PluginDefinition;
  readonly options: ContractOptions;
  readonly observed: Observed;
  readonly probe = new Probe();
  readonly timeoutMs: number;
  /** Of instances that are started from now on. */
  clock: TestClock | undefined;
  readonly #live = new Set<TestInstance>();

  constructor(plugin: PluginDefinition, options: ContractOptions, observed: Observed) {
    this.plugin = plugin;
    this.options = options;
    this.observed = observed;
    this.timeoutMs = options.timeoutMs ?? TIMEOUT;
    const isOwnTime = plugin.type === 'input' || plugin.type === 'custom';
    if (isOwnTime && !options.realTime) this.clock = new TestClock();
  }

  get config(): Section {
    return this.options.config ?? {};
  }

  /** Starts an instance; it is ended with the check at the latest. */
  async start(config: Section = this.config, more: Partial<InstanceOptions> = {}): Promise<TestInstance> {
    const { plugin, clock, timeoutMs } = this;
    try {
      // The console is the thread's: one instance can have it.
      const captureConsole = this.#live.size === 0;
      const instance = await startInstance(this.probe.watch(plugin), { config, clock, timeoutMs, captureConsole, ...more });
      this.#live.add(instance);
      return instance;
    } catch (error) {
      throw new NotStarted(textOf(error), ConfigError.is(error));
    }
  }

  /** Lets time pass until the condition holds. False: it did not. */
  async pass(condition: () => boolean, timeoutMs = this.timeoutMs): Promise<boolean> {
    const end = realNow() + timeoutMs;
    for (let step = FIRST_STEP; !condition(); step = Math.min(step * FASTER, LONGEST_STEP)) {
      if (realNow() > end) return false;
      await pause(1);
      await this.clock?.advance(step);
    }
    return true;
  }

  /** Waits until it has written so much more. Skips the check when it writes nothing. */
  async wrote(instance: TestInstance, count = 1): Promise<void> {
    const before = written(instance);
    await this.options.stimulate?.(instance);
    if (await this.pass(() => written(instance) >= before + count || instance.collectEnded)) {
      if (instance.crash !== undefined) throw new Broken(`collect threw ${textOf(instance.crash)}`);
      if (written(instance) >= before + count) return;
    }
    throw new Skipped('it wrote nothing: give `stimulate`, which makes it write, or a `config` with which it does');
  }

  /** Hands it a chunk, the usual one if none is given. */
  async ask(instance: TestInstance, input?: ChunkInput, options?: AskOptions): Promise<Outcome> {
    const bytes = input === undefined ? this.chunk() : encodeChunk(input);
    const asked = this.#ask(instance, bytes, options);
    let isSettled = false;
    const settled = (): void => void (isSettled = true);
    asked.then(settled, settled);
    if (this.clock) await this.pass(() => isSettled);
    return asked;
  }

  async #ask(instance: TestInstance, bytes: Uint8Array, options?: AskOptions): Promise<Outcome> {
    if (this.plugin.type === 'output') return instance.flush(bytes, options);
    const { status, error } = await instance.filter(bytes, options);
    if (status === 'unanswered') return { status: 'retry', error };
    return { status: error === undefined ? 'ok' : 'error', error };
  }

  /** The usual chunk, which the plugin must be able to deliver: what comes of others says nothing before. */
  async needsDelivery(instance: TestInstance): Promise<void> {
    const { status, error } = await this.ask(instance);
    if (status === 'ok') return;
    throw new Skipped(`a usual chunk is not delivered (${textOf(error)}): give a \`config\` and a \`chunk\` with which it is`);
  }

  chunk(): Uint8Array {
    return this.options.chunk === undefined ? usualChunk(this.plugin) : encodeChunk(this.options.chunk);
  }

  /** Ends an instance as a shutdown does. */
  async end(instance: TestInstance): Promise<void> {
    let outcome: { error?: unknown } | undefined;
    const from = instance.logs.length;
    const { crash } = instance;
    this.#live.delete(instance);
    const ending = instance.cancel().then(
      () => (outcome = {}),
      (error: unknown) => (outcome = { error }),
    );
    await this.pass(() => outcome !== undefined);
    await ending;
    if (outcome?.error !== undefined && outcome.error !== crash) {
      throw new Broken(`it had not ended ${this.timeoutMs} ms after its ctx was cancelled`);
    }
    const bad = instance.logs.slice(from).find(({ level }) => level === 'error');
    if (bad) throw new Broken(`at its end: ${firstLine(bad.message)}`);
  }

  /** What a plugin does on a usual day, from its start to its end. */
  async live(): Promise<void> {
    const instance = await this.start();
    if (this.plugin.type === 'input') {
      await this.wrote(instance).catch((error: unknown) => {
        if (!(error instanceof Skipped)) throw error;
      });
    } else if (this.plugin.type === 'custom') {
      await this.clock?.advance(TIMEOUT);
    } else {
      await this.ask(instance);
    }
    await this.end(instance);
  }

  /** Ends what a check has left. */
  async close(): Promise<void> {
    for (const instance of this.#live) await instance.cancel().catch(() => undefined);
  }
}

// Taken now: the clock must not stop it.
const realNow = performance.now.bind(performance);

/** Whatever it writes: messages, metrics, spans. */
export const written = (instance: TestInstance): number =>
  instance.messages.length + instance.writtenMetrics.length + instance.writtenTraces.length;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** A thrown value in one line. */
export const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : inspect(error, { depth: 1, breakLength: Infinity });
