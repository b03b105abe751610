/** What arrived, so small that a hundred million numbers cost nothing: for test/soak. */
export class Checksum {
  count = 0;
  /** Exact below 2^53: up to 134 million numbers from 0 on. */
  sum = 0;
  /** Finds a loss that a repetition makes up for. */
  hash = 0;

  add(n: number): void {
    this.count += 1;
    this.sum += n;
    // The finalizer of MurmurHash3: linear sums would not tell 1 and 4 from 2 and 3.
    let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    this.hash = (this.hash + (mixed ^ (mixed >>> 16))) >>> 0;
  }
}
