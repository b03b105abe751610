/**
 * Timers that a test's fake timers do not stop: they were taken when this module was loaded. The plugin's own, and
 * those of `ctx`, are the fake ones.
 *
 * @module
 */
const {
  setInterval: every,
  clearInterval: stop,
  setTimeout: later,
  clearTimeout: forget,
  setImmediate: nextTurn,
} = globalThis;

/** A write that lets the loop turn, what reads its promise, and what comes of that. */
const TURNS = 4;

/** Lets the event loop turn a few times: what needs no input and no output settles. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => nextTurn(resolve));
}

/** Real time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => later(resolve, ms));

/** Calls `poll` about every millisecond. Does not hold the process. Returns what stops it. */
export function keepPolling(poll: () => void): () => void {
  const timer = every(poll, 1).unref();
  return () => stop(timer);
}

/**
 * The promise, or a rejection after `ms`.
 *
 * @param ms - `Infinity`: never. A timer of it would fire at once.
 * @param message - of the error, asked for only then.
 */
export async function within<T>(ms: number, promise: Promise<T>, message: () => string): Promise<T> {
  if (ms === Infinity) return promise;
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      timer = later(() => reject(new Error(message())), ms);
    });
    return await Promise.race([promise, timeout]);
  } finally {
    forget(timer);
  }
}
