/**
 * What is known of the values at one place of a record: below one key, or among the items of one list.
 *
 * The records of a source have few shapes, and a shape is the same for a long time. So each place remembers the last
 * ones, with the code that was made for them.
 *
 * @module
 */

/** So often a place has to see the same keys before code is made for them. */
const WORTH_COMPILING = 8;
/** Shapes that may alternate at one place; maps of further ones are taken key by key. */
const MAX_SHAPES = 4;
/** Records whose keys are data (`{ [userId]: ... }`) must not fill the memory with code. */
const MAX_COMPILED = 256;
/** More keys make code that V8 does not optimize. */
const MAX_KEYS = 64;

/** How many shapes have been compiled: one for all places of a record. */
export class Budget {
  #left = MAX_COMPILED;

  /** @returns false: there is code enough. */
  spend(): boolean {
    this.#left -= 1;
    return this.#left >= 0;
  }
}

/** A place. `Shape`: what was made for maps with certain keys. */
export class Place<Shape> {
  /** The one that came last, most likely the next one, too. */
  shape: Shape | undefined;
  /** Those before it. */
  readonly others: Shape[] = [];
  readonly budget: Budget;
  #candidate: readonly string[] = [];
  #seen = 0;

  constructor(budget: Budget = new Budget()) {
    this.budget = budget;
  }

  /** Another map without code of its own. True: it is worth making some. */
  saw(keys: readonly string[]): boolean {
    if (keys.length === 0 || keys.length > MAX_KEYS) return false;
    if (!isSame(keys, this.#candidate)) {
      this.#candidate = keys;
      this.#seen = 0;
    }
    this.#seen += 1;
    return this.#seen === WORTH_COMPILING && this.budget.spend();
  }

  learn(shape: Shape): void {
    if (this.shape !== undefined) this.others.unshift(this.shape);
    this.others.length = Math.min(this.others.length, MAX_SHAPES - 1);
    this.shape = shape;
  }

  /** The one at this index of {@link others} came: it changes places with {@link shape}. */
  promote(index: number): Shape {
    const shape = this.others[index] as Shape;
    this.others[index] = this.shape as Shape;
    this.shape = shape;
    return shape;
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i]);
