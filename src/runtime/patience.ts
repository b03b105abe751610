/** Time-outs that a suspended process does not use up. */
import { setTimeout as delay } from 'node:timers';

const STEPS = 5;

/**
 * Calls back after about `ms`. A process that was stopped for an hour (SIGSTOP, a frozen container) has used up one of five
 * steps, and not every time-out that it had: else all instances would be ended at its first breath.
 *
 * @returns what cancels it
 */
export function patiently(ms: number, callback: () => void): () => void {
  let steps = STEPS;
  let timer: NodeJS.Timeout;
  const step = (): void => {
    timer = delay(() => {
      steps -= 1;
      if (steps === 0) callback();
      else step();
    }, ms / STEPS);
  };
  step();
  return () => clearTimeout(timer);
}
