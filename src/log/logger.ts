/**
 * A plugin's logger: lines of Fluent Bit's own log.
 *
 * @module
 */
import { format } from 'node:util';
import { LogLevel, type InstanceBinding } from '../runtime/binding.ts';

/**
 * Writes to Fluent Bit's log, at the level that the instance's section (or the service) sets as `log_level`. What is
 * below that level is not even formatted.
 *
 * Arguments are formatted as by `util.format` (`%s`, `%d`, `%j`, `%o`); errors come with their stack and their causes.
 * Never throws, never blocks. The methods need no `this`.
 */
export interface Logger {
  /** For what went wrong and needs somebody: records lost, a target that refuses. */
  error(message: unknown, ...args: unknown[]): void;
  /** For what went wrong and mends itself: a retry, a fallback. */
  warn(message: unknown, ...args: unknown[]): void;
  /** For what happens seldom and is as it should be: connected, started. */
  info(message: unknown, ...args: unknown[]): void;
  /** For who looks for a cause; off unless `log_level` is `debug`. */
  debug(message: unknown, ...args: unknown[]): void;
  /** For each step; off unless `log_level` is `trace`. */
  trace(message: unknown, ...args: unknown[]): void;
}

type LogSink = Pick<InstanceBinding, 'logLevel' | 'log'>;

const text = (message: unknown, args: unknown[]): string => {
  try {
    return format(message, ...args);
  } catch (error) {
    // A getter or an inspect method of the plugin's threw. A log line must not be what fails a flush.
    return `${typeof message === 'string' ? message : typeof message} (not formatted: ${String(error)})`;
  }
};

/** A logger that writes to an instance's log. */
export function createLogger(sink: LogSink): Logger {
  const at =
    (level: LogLevel) =>
    (message: unknown, ...args: unknown[]): void => {
      if (level <= sink.logLevel) sink.log(level, text(message, args));
    };
  return {
    error: at(LogLevel.error),
    warn: at(LogLevel.warn),
    info: at(LogLevel.info),
    debug: at(LogLevel.debug),
    trace: at(LogLevel.trace),
  };
}
