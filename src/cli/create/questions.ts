/**
 * What was not said in arguments is asked for, at a terminal.
 *
 * @module
 */
import { createInterface } from 'node:readline/promises';
import { usageError } from '../command.ts';
import { errColors, say } from '../terminal.ts';

/** Can anybody answer? */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * Asks until an answer is good.
 *
 * @param standard - what an empty answer means.
 * @param problem - what is wrong with an answer, if anything.
 * @throws `FLB_NODE_E_USAGE` when there is none: Ctrl-C and Ctrl-D.
 */
export async function ask(question: string, standard: string, problem: (answer: string) => string | undefined): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(usageError('a question was not answered')));
  });
  left.catch(() => {});
  try {
    for (;;) {
      const asked = terminal.question(`${errColors.bold(question)} (${standard}) `);
      // Of a terminal that is closed, the question is left behind.
      asked.catch(() => {});
      const answer = (await Promise.race([asked, left])).trim() || standard;
      const wrong = problem(answer);
      if (wrong === undefined) return answer;
      say(wrong);
    }
  } finally {
    terminal.close();
  }
}
