/**
 * The word that was probably meant.
 *
 * @module
 */

/** Of the words the one that is nearest, unless it is another word altogether. */
export function closest(given: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of its letters may be wrong.
  let least = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const word of words) {
    const distance = editDistance(plain(given), plain(word));
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** What people do not look at. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_. ]/g, '');

/** How many letters are to be added, taken away, changed, or swapped with the next (Damerau and Levenshtein). */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const ways = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same];
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) ways.push(at(beforeLast, j - 2) + 1);
      row.push(Math.min(...ways));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, to.length);
}

const at = (row: readonly number[], index: number): number => row[index] as number;
