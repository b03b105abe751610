/**
 * A clock that a test moves.
 *
 * It takes the place of the thread's timers and `Date`, as a test runner's fake timers do, and of nothing else: the SDK
 * has no seam for it, so `ctx.ticker`, `ctx.sleep`, `ctx.withTimeout`, the times of messages and the plugin's own code
 * all follow it, and what runs in a test is what runs in Fluent Bit. It needs no test runner.
 *
 * @module
 */
import { replaceGlobals } from './clock-globals.ts';
import { TimerList } from './timer-list.ts';
import { callerOf } from './caller.ts';
import { turns } from './real-time.ts';

/** Options of {@link createClock}. */
export interface ClockOptions {
  /** What it shows at first. @default 2023-11-14T22:13:20.000Z, the time of {@link event} */
  start?: Date | number | undefined;
}

/** Where every clock and every event of this kit begins: 1,700,000,000 seconds. */
export const START_MS = 1_700_000_000_000;

let installed: TestClock | undefined;

/** A clock that moves only when it is told to. Made by {@link createClock}. */
export class TestClock {
  readonly #timers = new TimerList();
  #wallOffset: number;
  #users = 0;
  #restore: (() => void) | undefined;
  #stepped: () => void = () => {};

  /** Use {@link createClock}. */
  constructor({ start = START_MS }: ClockOptions = {}) {
    const ms = Number(start);
    if (!Number.isFinite(ms)) throw new TypeError(`createClock: start is no time: ${String(start)}`);
    this.#wallOffset = ms;
  }

  /** What it shows, in milliseconds since 1970. */
  get now(): number {
    return this.#wallOffset + this.#timers.now;
  }

  /** Timers that wait, intervals among them. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Where the timers that wait were made, one line each. */
  origins(): string[] {
    return this.#timers.stacks.map((stack) => callerOf(stack) ?? 'a call that Node put off');
  }

  /**
   * Moves the time on. Timers are called in their order, each at its own time; between two of them the event loop
   * turns, so that what they wake can set the next ones. Real input and output (a request, a file) takes real time:
   * wait for it before or between two calls.
   *
   * @param ms - milliseconds, 0 or more.
   * @throws `RangeError` for less. What a timer's callback throws.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`clock.advance: ${ms} is not a usable number of milliseconds`);
    // What the test has just started gets to its first timer.
    await turns();
    const end = this.#timers.now + ms;
    while (this.#timers.callNext(end)) await turns();
    this.#timers.now = end;
    await turns();
  }

  /**
   * Moves the time on to the next timer and calls it.
   *
   * @returns false: there is none, and nothing was done.
   */
  async next(): Promise<boolean> {
    await turns();
    const isCalled = this.#timers.callNext(Infinity);
    if (isCalled) await turns();
    return isCalled;
  }

  /**
   * Sets the time of day, also back, as an administrator or NTP does. Timers do not notice: they count what passes.
   *
   * @param time - a `Date`, or milliseconds since 1970.
   */
  setTime(time: Date | number): void {
    this.#wallOffset = Number(time) - this.#timers.now;
    this.#stepped();
  }

  /**
   * Puts it in the place of `Date`, `setTimeout`, `setInterval`, `performance.now`, `AbortSignal.timeout` and
   * `node:timers/promises`. An instance that is given the clock does this while it lives; call it for code of yours
   * outside of one. `setImmediate`, `process.nextTick` and what Node does inside keep to real time.
   *
   * @returns what takes it out again. It stays until all who put it in have taken it out.
   * @throws when another clock is in.
   */
  install(): () => void {
    if (installed && installed !== this) throw new Error('another clock is in use: end its instances first');
    if (this.#users++ === 0) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias
      installed = this;
      const { restore, stepped } = replaceGlobals(this.#timers, () => this.now);
      this.#restore = restore;
      this.#stepped = stepped;
    }
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      if (--this.#users > 0) return;
      this.#restore?.();
      this.#stepped = () => {};
      installed = undefined;
    };
  }
}

/**
 * Makes a clock that a test moves. Give it to a driver as `clock`; several instances may share one.
 *
 * @throws `TypeError` when `start` is no time.
 * @example
 * ```ts
 * const clock = createClock();
 * const run = runInput(plugin, { clock, limit: 3 });
 * await clock.advance(3000);
 * expect((await run).records).toHaveLength(3);
 * ```
 */
export const createClock = (options?: ClockOptions): TestClock => new TestClock(options);
