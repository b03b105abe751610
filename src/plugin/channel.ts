/**
 * The way of an input's messages into its queue.
 *
 * @module
 */
import { EventEncoder } from '../codec/encoder.ts';
import { EventTime } from '../codec/event-time.ts';
import { thrownText } from '../codec/plain.ts';
import { Writer, writeMessage } from '../codec/writer.ts';
import { CancelledError, createError } from '../errors.ts';
import { METRICS, TRACES, type Offer, type RingProducer, type UntaggedKind } from '../runtime/ring.ts';
import type { MetricFamilyInput, ResourceSpansInput } from '../signals/inputs.ts';
import { encodeMetrics } from '../signals/metrics-encoder.ts';
import { isRegistry, readRegistry } from '../signals/registry.ts';
import { encodeTraces } from '../signals/traces-encoder.ts';
import type { Registry } from '../metrics/metrics.ts';
import type { Context } from './context.ts';
import type { Message } from './message.ts';

/** Where `collect` writes. */
export interface MessageChannel {
  /**
   * Writes one message. Resolves once it is accepted: from then on it is not lost, whatever happens to the plugin.
   *
   * The message is encoded during the call, so it may be changed or reused afterwards. While the queue is full
   * (`node.buffer_limit`) or Fluent Bit has paused the input, the promise waits: `await` it, so that memory stays
   * bounded. Waiting messages are accepted in the order of their calls.
   *
   * @throws `CancelledError` when the plugin is stopped before the message was accepted.
   * @throws `FLB_NODE_E_NO_TAGS` for a message with a tag, on a host that cannot take one.
   * @throws `FLB_NODE_E_BAD_MESSAGE` or `FLB_NODE_E_BAD_TIME` when it cannot be encoded, `FLB_NODE_E_RECORD_TOO_LARGE`
   * when it can never fit the queue. Other messages are not affected.
   */
  write(message: Message): Promise<void>;

  /**
   * Writes messages, one after the other: the same as a loop that awaits {@link MessageChannel.write} for each, at less
   * cost: only those writes are awaited that wait for something, and the clock is read once for the messages without a
   * time that are accepted in between, within one turn of the event loop.
   *
   * What is iterated is asked for the next message when the one before was accepted, so it may be a generator without
   * an end.
   *
   * @returns how many messages were accepted.
   * @throws as {@link MessageChannel.write}. A message that cannot be written does not keep back those behind it: the
   * first error is thrown when all were tried. After a `CancelledError` no further one is tried.
   */
  writeBatch(messages: Iterable<Message>): Promise<number>;

  /**
   * Writes a reading of metrics, under the input's tag. Accepted, ordered and delivered as messages are.
   *
   * @param source - families with their samples; or a prom-client registry (`fbit.metrics.registry`, or one of yours),
   * which is read first.
   * @throws `FLB_NODE_E_NO_SIGNALS` on a host that takes none.
   * @throws `FLB_NODE_E_BAD_SIGNAL`, which names the metric; else as {@link MessageChannel.write}.
   */
  writeMetrics(source: Registry | readonly MetricFamilyInput[]): Promise<void>;

  /**
   * Writes spans, under the input's tag. Accepted, ordered and delivered as messages are.
   *
   * @throws `FLB_NODE_E_NO_SIGNALS` on a host that takes none.
   * @throws `FLB_NODE_E_BAD_SIGNAL`, which names the span; else as {@link MessageChannel.write}.
   */
  writeTraces(resourceSpans: readonly ResourceSpansInput[]): Promise<void>;
}

/** Which signals besides logs the host takes. */
export interface TakenSignals {
  readonly metrics: boolean;
  readonly traces: boolean;
}

interface Waiting {
  readonly record: Uint8Array;
  readonly tag: Uint8Array | undefined;
  readonly kind: UntaggedKind;
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}

const ACCEPTED = Promise.resolve();

/** Bytes that may be accepted before a `write()` lets the event loop turn. */
const TURN_BYTES = 256 * 1024;
/** What a record counts besides its length: about what its encoding costs, in bytes that cost as much. */
const RECORD_COST = 256;

// Taken now: a test's fake timers must not stop the event loop's turn.
const nextTurn = setImmediate;

/** Longer tags than any configuration matches; Fluent Bit stores each chunk's tag in two bytes of length. */
const MAX_TAG_BYTES = 4096;
/** Tags whose bytes are kept: inputs have a few, or one per source. */
const MAX_KEPT_TAGS = 1000;

const ignore = (): void => {};

/** A {@link MessageChannel} over an instance's ring. */
export class RingChannel implements MessageChannel {
  readonly #ring: RingProducer;
  readonly #limit: number;
  readonly #encoder = new EventEncoder();
  readonly #writer: Writer;
  /** A record is being encoded into the ring: one that its getters write must not take its place. */
  #isEncoding = false;
  readonly #takesTags: boolean;
  readonly #takes: TakenSignals;
  readonly #tags = new Map<string, Uint8Array>();
  // A Set keeps the order of insertion and gives up its first entry at once, however many wait.
  readonly #waiting = new Set<Waiting>();
  #untilTurn = TURN_BYTES;
  #cancelled = false;

  /**
   * @param limit - bytes that the ring takes, for the message of an error.
   * @param takesTags - whether the host takes records with tags of their own. @default true
   * @param takes - signals that the host takes. @default all
   */
  constructor(
    ctx: Context,
    ring: RingProducer,
    limit: number,
    takesTags = true,
    takes: TakenSignals = { metrics: true, traces: true },
  ) {
    this.#ring = ring;
    this.#writer = new Writer(ring.bytes);
    this.#limit = limit;
    this.#takesTags = takesTags;
    this.#takes = takes;
    if (ctx.cancelled) this.#cancel();
    else ctx.signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  write(message: Message): Promise<void> {
    return this.#write(message, undefined);
  }

  /** @param now - for a message without a time. */
  #write(message: Message, now: EventTime | undefined): Promise<void> {
    if (this.#cancelled) return tooLate();
    let record: Uint8Array;
    let tag: Uint8Array | undefined;
    try {
      // The tag first: a getter may write another message, which would take the encoder's buffer.
      tag = this.#tagOf(message);
      const size = this.#encodeInPlace(message, tag, now);
      if (size > 0) return this.#accepted(size);
      record = this.#encoder.encode(message);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#offer(record, tag, 0);
  }

  async writeBatch(messages: Iterable<Message>): Promise<number> {
    let accepted = 0;
    let failure: { error: unknown } | undefined;
    let now = EventTime.now();
    for (const message of messages) {
      const written = this.#write(message, now);
      try {
        // Awaiting each costs as much as encoding it.
        if (written !== ACCEPTED) {
          await written;
          now = EventTime.now();
        }
        accepted += 1;
      } catch (error) {
        if (this.#cancelled) throw error;
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
    return accepted;
  }

  /**
   * The fast way: no buffer but the ring's memory.
   *
   * @returns the record's bytes; 0: not accepted. The slow way knows why, and says it.
   */
  #encodeInPlace(message: Message, tag: Uint8Array | undefined, now: EventTime | undefined): number {
    const ring = this.#ring;
    // Nobody overtakes those who wait.
    if (this.#waiting.size > 0 || this.#isEncoding || !ring.reserve(tag)) return 0;
    this.#writer.end = ring.end;
    this.#isEncoding = true;
    const end = writeMessage(this.#writer, ring.start, message, now);
    this.#isEncoding = false;
    const isAccepted = end > 0 && ring.commit(end, tag !== undefined);
    // What its getters wrote meanwhile.
    if (this.#waiting.size > 0) this.retry();
    return isAccepted ? end - ring.start : 0;
  }

  async writeMetrics(source: Registry | readonly MetricFamilyInput[]): Promise<void> {
    if (!this.#takes.metrics) throw createError('FLB_NODE_E_NO_SIGNALS', 'metrics');
    const families = isRegistry(source) ? await readRegistry(source) : source;
    return this.#writeSignal('metrics', () => encodeMetrics(families), METRICS);
  }

  async writeTraces(resourceSpans: readonly ResourceSpansInput[]): Promise<void> {
    if (!this.#takes.traces) throw createError('FLB_NODE_E_NO_SIGNALS', 'traces');
    return this.#writeSignal('traces', () => encodeTraces(resourceSpans), TRACES);
  }

  #writeSignal(what: string, encode: () => Uint8Array, kind: UntaggedKind): Promise<void> {
    if (this.#cancelled) return tooLate();
    let bytes: Uint8Array;
    try {
      bytes = encode();
    } catch (error) {
      // Also what a getter of the plugin's threw.
      const why = error instanceof Error ? error.message : thrownText(error);
      throw createError('FLB_NODE_E_BAD_SIGNAL', what, why, { cause: error });
    }
    return this.#offer(bytes, undefined, kind);
  }

  #offer(record: Uint8Array, tag: Uint8Array | undefined, kind: UntaggedKind): Promise<void> {
    // Nobody overtakes those who wait.
    const mustWait = this.#waiting.size > 0 || this.#isEncoding;
    const offer = mustWait ? 'full' : this.#ring.offer(record, tag, kind);
    if (offer === 'accepted') return this.#accepted(record.length);
    if (offer === 'large') return Promise.reject(this.#tooLarge(record));
    return this.#wait(record, tag, kind);
  }

  #tagOf(message: Message): Uint8Array | undefined {
    let tag: string | undefined;
    try {
      // What is no message at all the encoder will refuse.
      tag = (message as Message | null | undefined)?.tag;
    } catch (error) {
      throw createError('FLB_NODE_E_BAD_MESSAGE', `reading tag threw ${thrownText(error)}`, { cause: error });
    }
    return tag === undefined ? undefined : this.#tagBytes(tag);
  }

  #tagBytes(tag: string): Uint8Array {
    const known = this.#tags.get(tag);
    if (known !== undefined) return known;
    // Better refused than sent under another tag than the plugin believes.
    if (!this.#takesTags) throw createError('FLB_NODE_E_NO_TAGS');
    if (typeof tag !== 'string' || tag === '') throw createError('FLB_NODE_E_BAD_MESSAGE', 'tag: not a text');
    const bytes = new TextEncoder().encode(tag);
    if (bytes.length > MAX_TAG_BYTES) {
      throw createError('FLB_NODE_E_BAD_MESSAGE', `tag: longer than ${MAX_TAG_BYTES} bytes`);
    }
    if (this.#tags.size >= MAX_KEPT_TAGS) this.#tags.clear();
    this.#tags.set(tag, bytes);
    return bytes;
  }

  /** The host sent `space`: what waits is offered again. */
  retry(): void {
    let asked = false;
    for (const waiting of this.#waiting) {
      let offer: Offer = this.#ring.offer(waiting.record, waiting.tag, waiting.kind);
      if (isRefusal(offer) && !asked) {
        // Room may have come between the refusal and the request, and then no event follows: look once more. After a
        // request that found room, the next refusal needs none: either it still stands or its event is on the way.
        this.#ring.awaitSpace();
        asked = true;
        offer = this.#ring.offer(waiting.record, waiting.tag, waiting.kind);
      }
      if (isRefusal(offer)) return;
      this.#waiting.delete(waiting);
      if (offer === 'large') waiting.reject(this.#tooLarge(waiting.record));
      else waiting.resolve();
    }
  }

  /** One promise for all, but for one now and then. */
  #accepted(bytes: number): Promise<void> {
    this.#untilTurn -= bytes + RECORD_COST;
    if (this.#untilTurn > 0) return ACCEPTED;
    // `for (;;) await ch.write(...)` runs on microtasks alone while the host keeps up: timers and the host's events,
    // `cancel` among them, would never get their turn.
    this.#untilTurn = TURN_BYTES;
    return new Promise((resolve) => nextTurn(resolve));
  }

  #wait(record: Uint8Array, tag: Uint8Array | undefined, kind: UntaggedKind): Promise<void> {
    // A copy: the encoder uses its buffer again.
    const waiting: Waiting = { record: record.slice(), tag, kind, promise: ACCEPTED, resolve: ignore, reject: ignore };
    waiting.promise = new Promise((resolve, reject) => Object.assign(waiting, { resolve, reject }));
    this.#waiting.add(waiting);
    // Those behind the first one need not ask for room: its request stands.
    if (this.#waiting.size === 1 && !this.#isEncoding) this.retry();
    return waiting.promise;
  }

  #cancel(): void {
    this.#cancelled = true;
    for (const { promise, reject } of this.#waiting) {
      // A write that nobody awaits must not crash, as an unhandled rejection, a plugin that is stopping.
      promise.catch(ignore);
      reject(new CancelledError('write()'));
    }
    this.#waiting.clear();
  }

  #tooLarge(record: Uint8Array): Error {
    return createError('FLB_NODE_E_RECORD_TOO_LARGE', record.length, this.#limit);
  }
}

const tooLate = (): Promise<void> => {
  const late = Promise.reject<void>(new CancelledError('write()', { code: 'FLB_NODE_E_WRITE_AFTER_CANCEL' }));
  late.catch(ignore);
  return late;
};

const isRefusal = (offer: Offer): boolean => offer === 'full' || offer === 'paused';
