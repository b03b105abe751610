/** Waits between the restarts of an instance. */

/** In first waits: 30 s of 100 ms. */
const LONGEST = 300;
/** In first waits: an instance that held this long starts over with short waits. */
const STEADY = 600;
/** What Node's timers take. */
const MAX_DELAY = 2 ** 31 - 1;

/** Doubles up to 300 times the first wait, each shortened by up to a fifth at random: instances do not restart in step. */
export class Backoff {
  readonly #first: number;
  #wait: number;
  #last = 0;

  /** @param first - the first wait in milliseconds: `node.restart_delay` */
  constructor(first: number) {
    this.#first = first;
    this.#wait = first;
  }

  /** Milliseconds to wait before the next restart. */
  next(now: number = performance.now()): number {
    if (now - this.#last > STEADY * this.#first) this.#wait = this.#first;
    const wait = Math.round(this.#wait * (1 - Math.random() / 5));
    this.#wait = Math.min(this.#wait * 2, LONGEST * this.#first, MAX_DELAY);
    this.#last = now + wait;
    return wait;
  }
}
