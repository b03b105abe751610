/**
 * Timers that are called by hand, in the order of their times.
 *
 * @module
 */

/** Longer delays overflow a timer of Node's, which then fires after a millisecond. */
const MAX_DELAY = 2 ** 31 - 1;

type Callback = (...args: unknown[]) => void;

/** Stands for what Node's `setTimeout` returns. */
export class HandTimer {
  readonly #list: TimerList;
  readonly #callback: Callback;
  readonly #args: unknown[];
  readonly delay: number;
  readonly repeats: boolean;
  due: number;
  /** Its stack says where it was made. */
  readonly made = new Error();
  #isRef = true;

  constructor(list: TimerList, callback: Callback, delay: number, repeats: boolean, args: unknown[]) {
    this.#list = list;
    this.#callback = callback;
    this.#args = args;
    this.delay = delay >= 1 && delay <= MAX_DELAY ? Math.trunc(delay) : 1;
    this.repeats = repeats;
    this.due = list.now + this.delay;
  }

  call(): void {
    Reflect.apply(this.#callback, this, this.#args);
  }

  ref(): this {
    this.#isRef = true;
    return this;
  }

  unref(): this {
    this.#isRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  refresh(): this {
    this.due = this.#list.now + this.delay;
    return this;
  }

  close(): this {
    this.#list.delete(this);
    return this;
  }
}

/** The timers of one clock. */
export class TimerList {
  /** Milliseconds since the clock was made. Never goes back. */
  now = 0;
  // A Set keeps the order of calls, which is that of timers of one time.
  readonly #timers = new Set<HandTimer>();

  get size(): number {
    return this.#timers.size;
  }

  /** The stacks of those that wait. */
  get stacks(): string[] {
    return [...this.#timers].map(({ made }) => made.stack ?? '');
  }

  add(callback: unknown, delay: unknown, repeats: boolean, args: unknown[]): HandTimer {
    if (typeof callback !== 'function') throw new TypeError('the callback of a timer is not a function');
    const timer = new HandTimer(this, callback as Callback, Number(delay), repeats, args);
    this.#timers.add(timer);
    return timer;
  }

  delete(timer: HandTimer): void {
    this.#timers.delete(timer);
  }

  /**
   * Calls the earliest timer that is due until `end`, at its time.
   *
   * @returns false: there is none.
   */
  callNext(end: number): boolean {
    let next: HandTimer | undefined;
    for (const timer of this.#timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer;
    if (!next) return false;
    this.now = Math.max(this.now, next.due);
    this.#timers.delete(next);
    if (next.repeats) {
      // Behind those of the same time.
      next.refresh();
      this.#timers.add(next);
    }
    next.call();
    return true;
  }
}
