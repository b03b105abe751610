// A seeded generator (mulberry32), and draws from it.
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed | 0;
  }

  /** 0 to 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from min to max. */
  whole(min, max) {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True so often, out of 1. */
  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[this.whole(0, list.length - 1)];
  }

  /** From none to `most` of what `make` makes. */
  several(most, make) {
    return Array.from({ length: this.whole(0, most) }, make);
  }
}
