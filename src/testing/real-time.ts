/**
 * Timers that a test's fake timers do not stop: they were taken when this module was loaded. The plugin's own, and
 * those of `ctx`, are the fake ones.
 *
 * @module
 */
const { setInterval: every, clearInterval: stop, setTimeout: later, clearTimeout: forget } = globalThis;

/** Calls `poll` about every millisecond. Does not hold the process. Returns what stops it. */
export function keepPolling(poll: () => void): () => void {
  const timer = every(poll, 1).unref();
  return () => stop(timer);
}

/**
 * The promise, or a rejection after `ms`.
 *
 * @param message - of the error, asked for only then.
 */
export async function within<T>(ms: number, promise: Promise<T>, message: () => string): Promise<T> {
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
