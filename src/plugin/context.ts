/**
 * Go's `context.Context` in Node's terms: how a plugin learns that it is to stop.
 *
 * @module
 */
import { CancelledError } from '../errors.ts';

// Taken now: a test's fake timers must not stop the event loop's turn.
const nextTurn = setImmediate;

/** Longer delays overflow a timer, which then fires at once. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Cancels a context and everything made from it. The second call and every later one change nothing.
 *
 * @param reason - what {@link Context.error} becomes. @default a `CancelledError`
 */
export type CancelFunction = (reason?: Error) => void;

/**
 * Handed to every method of a plugin. The context of `init` and `collect` is cancelled at shutdown and reload, never
 * by a pause (then `write()` waits). The context of a `flush` is a child of it, and ends with that flush.
 */
export interface Context {
  /** For everything in Node that takes one: `fetch(url, { signal: ctx.signal })`. Its `reason` is {@link error}. */
  readonly signal: AbortSignal;

  /** Is it cancelled? Ask in loops that wait for nothing; {@link signal} tells of it. */
  readonly cancelled: boolean;

  /**
   * Why it was cancelled: a `CancelledError`, an error named `TimeoutError` after {@link withTimeout}, or what was
   * given to a {@link CancelFunction}. `undefined` while it is not cancelled.
   */
  readonly error: Error | undefined;

  /**
   * Waits.
   *
   * @param ms - milliseconds; `Infinity` waits for the cancellation.
   * @throws {@link error} as soon as the context is cancelled: at shutdown a `CancelledError`, which may be let pass.
   */
  sleep(ms: number): Promise<void>;

  /**
   * Yields the time of each tick, the first one `ms` after the call. Ends, and does not throw, when the context is
   * cancelled. Like Go's `Ticker` it keeps to its grid and drops what a slow consumer missed: after a stall there is
   * one tick at once, then the next one on the grid.
   *
   * @param ms - milliseconds between two ticks, above 0.
   * @example
   * ```ts
   * for await (const time of ctx.ticker(1000)) await ch.write({ time, record: { message: 'hello' } });
   * ```
   */
  ticker(ms: number): AsyncGenerator<Date, void, undefined>;

  /** A child that is also cancelled by its own {@link CancelFunction}. Call that when the work is done. */
  withCancel(): [ctx: Context, cancel: CancelFunction];

  /**
   * A child that is also cancelled after `ms` milliseconds, with an error named `TimeoutError` (as that of
   * `AbortSignal.timeout`). Call the function when the work is done, so that no timer stays.
   */
  withTimeout(ms: number): [ctx: Context, cancel: CancelFunction];
}

/** Calls `callback` after `ms`, however long that is. Returns what stops it. */
const after = (ms: number, callback: () => void, holdsProcess: boolean): (() => void) => {
  let left = ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const delay = Math.min(left, MAX_DELAY);
    left -= delay;
    timer = setTimeout(() => (left > 0 ? arm() : callback()), delay);
    if (!holdsProcess) timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
};

const checkDelay = (ms: number, what: string, isValid: boolean): void => {
  if (typeof ms !== 'number') throw new TypeError(`${what}: expected milliseconds, received ${typeof ms}`);
  if (!isValid) throw new RangeError(`${what}: ${ms} is not a usable number of milliseconds`);
};

class CancelContext implements Context {
  readonly #controller = new AbortController();
  // Not listeners of the signal: those cost more, and Node 18 warns of a leak when there are more than ten.
  readonly #onCancel = new Set<(error: Error) => void>();
  #error: Error | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cancelled(): boolean {
    return this.#error !== undefined;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  readonly cancel = (reason: Error = new CancelledError()): void => {
    if (this.#error) return;
    this.#error = reason;
    const waiting = [...this.#onCancel];
    // Cleared before anybody hears of it: what they do may come back here.
    this.#onCancel.clear();
    this.#controller.abort(reason);
    for (const notify of waiting) notify(reason);
  };

  sleep(ms: number): Promise<void> {
    checkDelay(ms, 'ctx.sleep', ms >= 0);
    if (this.#error) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      const stop = after(
        ms,
        () => {
          this.#onCancel.delete(onCancel);
          resolve();
        },
        true,
      );
      const onCancel = (error: Error): void => {
        stop();
        reject(error);
      };
      this.#onCancel.add(onCancel);
    });
  }

  ticker(ms: number): AsyncGenerator<Date, void, undefined> {
    // Here and not in the generator, which would not run before its first use.
    checkDelay(ms, 'ctx.ticker', ms > 0 && ms < Infinity);
    return this.#ticks(ms, performance.now() + ms);
  }

  async *#ticks(ms: number, first: number): AsyncGenerator<Date, void, undefined> {
    for (let due = first; !this.#error;) {
      // No timer runs while the consumer works, so a loop that is left with `break` leaves nothing behind.
      const wait = due - performance.now();
      if (wait > 0 ? !(await this.#slept(wait)) : !(await this.#turned())) return;
      yield new Date();
      due += ms;
      // Late by more than a tick: the one that is due now is kept, those before it are dropped.
      const late = performance.now() - due;
      if (late >= ms) due += Math.floor(late / ms) * ms;
    }
  }

  async #slept(ms: number): Promise<boolean> {
    try {
      await this.sleep(ms);
      return true;
    } catch {
      return false;
    }
  }

  /** For a consumer that is always late: on microtasks alone, no cancellation would ever arrive. */
  async #turned(): Promise<boolean> {
    await new Promise((resolve) => nextTurn(resolve));
    return !this.#error;
  }

  withCancel(): [Context, CancelFunction] {
    const child = this.#child();
    return [child, child.cancel];
  }

  withTimeout(ms: number): [Context, CancelFunction] {
    checkDelay(ms, 'ctx.withTimeout', ms >= 0);
    const child = this.#child();
    if (!child.cancelled) {
      const expire = (): void => child.cancel(new DOMException(`not done within ${ms} ms`, 'TimeoutError'));
      child.#onCancel.add(after(ms, expire, false));
    }
    return [child, child.cancel];
  }

  #child(): CancelContext {
    const child = new CancelContext();
    if (this.#error) {
      child.cancel(this.#error);
    } else {
      this.#onCancel.add(child.cancel);
      child.#onCancel.add(() => this.#onCancel.delete(child.cancel));
    }
    return child;
  }
}

/** A context without a parent, and what cancels it. The runtime makes one per instance; tests may make their own. */
export function createContext(): [ctx: Context, cancel: CancelFunction] {
  const ctx = new CancelContext();
  return [ctx, ctx.cancel];
}
