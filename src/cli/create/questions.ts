/**
 * What was not said in arguments is asked for, at a terminal.
 *
 * @module
 */
import { createInterface } from 'node:readline/promises';
import { errColors, say } from '../terminal.ts';

/** Can anybody answer? */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * Asks until an answer is good.
 *
 * @param check - returns the answer as it counts, or throws what is wrong with it.
 */
export async function ask<T>(question: string, standard: string, check: (answer: string) => T): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const answer = await terminal.question(`${errColors.bold(question)} (${standard}) `);
      try {
        return check(answer.trim() || standard);
      } catch (error) {
        say((error as Error).message);
      }
    }
  } finally {
    terminal.close();
  }
}
