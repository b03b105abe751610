/** Waits between the restarts of an instance. */

const FIRST_MS = 100;
const LONGEST_MS = 30_000;
/** An instance that held this long starts over with short waits. */
const STEADY_MS = 60_000;

/** 100 ms, doubling to 30 s, each shortened by up to a fifth at random so that instances do not restart in step. */
export class Backoff {
  #wait = FIRST_MS;
  #last = 0;

  /** Milliseconds to wait before the next restart. */
  next(now: number = performance.now()): number {
    if (now - this.#last > STEADY_MS) this.#wait = FIRST_MS;
    const wait = Math.round(this.#wait * (1 - Math.random() / 5));
    this.#wait = Math.min(this.#wait * 2, LONGEST_MS);
    this.#last = now + wait;
    return wait;
  }
}
