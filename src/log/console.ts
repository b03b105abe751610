/**
 * `console` inside a plugin: the same log as `fbit.logger`. A Worker's stdout would be Fluent Bit's, where other
 * programs may read records.
 *
 * @module
 */
import { format, inspect, type InspectOptions } from 'node:util';
import type { Logger } from './logger.ts';

type Replaced = Pick<Console, 'log' | 'info' | 'debug' | 'warn' | 'error' | 'trace' | 'dir'>;

/**
 * Sends `console.log` and `info` to `info`, the others to the level of their name. What Node builds on these (`table`,
 * `count`, `timeEnd`, `assert`, `group`) follows. Returns what undoes it.
 */
export function captureConsole(logger: Logger, target: Console = console): () => void {
  const methods: Replaced = {
    log: logger.info,
    info: logger.info,
    debug: logger.debug,
    warn: logger.warn,
    error: logger.error,
    trace: (...args: unknown[]) => {
      const trace = { name: 'Trace', message: format(...args), stack: '' };
      Error.captureStackTrace(trace, target.trace);
      logger.trace(trace.stack);
    },
    dir: (item: unknown, options?: InspectOptions) => logger.info('%s', inspect(item, options)),
  };
  const previous: Replaced = { ...pick(target, methods) };
  Object.assign(target, methods);
  return () => {
    // Whoever replaced them after us keeps them.
    if (target.log === methods.log) Object.assign(target, previous);
  };
}

const pick = (target: Console, methods: Replaced): Replaced =>
  Object.fromEntries(Object.keys(methods).map((key) => [key, target[key as keyof Replaced]])) as unknown as Replaced;
