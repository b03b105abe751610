/**
 * What an input writes, printed.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestInstance, WrittenMessage } from '../../testing/instance.ts';
import { printAll } from '../terminal.ts';

export interface InputRun {
  /** Ends after what was written together first. */
  readonly once: boolean;
  readonly stop: AbortSignal;
  readonly text: (message: WrittenMessage) => string;
}

/** Taken and printed in one go. */
const BATCH = 1000;
/** Between two looks at an empty queue, in milliseconds. */
const PAUSE = 5;

/** Lines on their way out: those of messages, and those of signals, which come by another way. */
export class Lines {
  #text = '';
  #left: number;
  #added = 0;

  constructor(limit: number) {
    this.#left = limit;
  }

  get left(): number {
    return this.#left;
  }

  /** How many lines there were. */
  get added(): number {
    return this.#added;
  }

  add(line: string): void {
    if (this.#left <= 0) return;
    this.#left -= 1;
    this.#added += 1;
    this.#text += `${line}\n`;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    await printAll(text);
  }
}

/** Prints until the limit, the end of `collect`, or the stop. */
export async function printInput(instance: TestInstance, lines: Lines, { once, stop, text }: InputRun): Promise<void> {
  while (lines.left > 0 && !stop.aborted && !(once && lines.added > 0)) {
    // Before the look: what was written last is there then.
    const hasEnded = instance.collectEnded;
    if (await printTaken(instance, lines, text)) continue;
    if (hasEnded) return;
    await sleep(PAUSE);
  }
}

/** What was accepted by the time of a stop is delivered in Fluent Bit, too. */
export async function printRest(instance: TestInstance, lines: Lines, text: InputRun['text']): Promise<void> {
  while (lines.left > 0 && (await printTaken(instance, lines, text)));
}

async function printTaken(instance: TestInstance, lines: Lines, text: InputRun['text']): Promise<boolean> {
  const before = lines.added;
  for (const message of instance.take(Math.min(lines.left, BATCH))) lines.add(text(message));
  await lines.flush();
  return lines.added > before;
}
