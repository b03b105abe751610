import { afterEach, describe, expect, test, vi } from 'vitest';
import { captureConsole } from '../../../src/log/console.ts';
import { createLogger } from '../../../src/log/logger.ts';
import { limitRepeats } from '../../../src/log/repeats.ts';
import { LogLevel } from '../../../src/runtime/binding.ts';

const setUp = (logLevel: LogLevel = LogLevel.trace) => {
  const lines: [LogLevel, string][] = [];
  const logger = createLogger({ logLevel, log: (level, message) => void lines.push([level, message]) });
  return { logger, lines };
};

describe('logger', () => {
  test('formats as util.format', () => {
    const { logger, lines } = setUp();
    logger.info('%s is %d', 'a', 1, { b: [2] });
    logger.warn('100%');
    logger.debug({ a: 1n });
    expect(lines).toEqual([
      [LogLevel.info, 'a is 1 { b: [ 2 ] }'],
      [LogLevel.warn, '100%'],
      [LogLevel.debug, '{ a: 1n }'],
    ]);
  });

  test('prints errors with their stack and their causes', () => {
    const { logger, lines } = setUp();
    logger.error('broken:', new Error('outer', { cause: new TypeError('inner') }));
    expect(lines[0]?.[1]).toMatch(
      /broken: Error: outer\n\s+at .*logger\.test\.ts[\s\S]*\[cause\]: TypeError: inner\n\s+at /,
    );
  });

  test('does not format what is below the level', () => {
    const { logger, lines } = setUp(LogLevel.warn);
    const toString = vi.fn(() => 'x');
    logger.info('%s', { toString });
    logger.debug('x');
    logger.trace('x');
    logger.warn('w');
    logger.error('e');
    expect(lines).toEqual([
      [LogLevel.warn, 'w'],
      [LogLevel.error, 'e'],
    ]);
    expect(toString).not.toHaveBeenCalled();
  });

  test('off is off', () => {
    const { logger, lines } = setUp(LogLevel.off);
    logger.error('x');
    expect(lines).toEqual([]);
  });

  test('needs no this, and never throws', () => {
    const { logger, lines } = setUp();
    const { info } = logger;
    info('got %s', {
      toString: () => {
        throw new Error('no text');
      },
    });
    expect(lines[0]?.[1]).toBe('got %s (not formatted: Error: no text)');
  });
});

describe('console', () => {
  test('goes to the logger, level by level', () => {
    const { logger, lines } = setUp();
    const restore = captureConsole(logger);
    try {
      console.log('log %s', 1);
      console.info('info');
      console.debug('debug');
      console.warn('warn');
      console.error('error');
      console.dir({ a: 1 });
      console.trace('here');
    } finally {
      restore();
    }
    expect(lines.slice(0, 6)).toEqual([
      [LogLevel.info, 'log 1'],
      [LogLevel.info, 'info'],
      [LogLevel.debug, 'debug'],
      [LogLevel.warn, 'warn'],
      [LogLevel.error, 'error'],
      [LogLevel.info, '{ a: 1 }'],
    ]);
    expect(lines[6]?.[0]).toBe(LogLevel.trace);
    expect(lines[6]?.[1]).toMatch(/^Trace: here\n\s+at .*logger\.test\.ts/);
  });

  test('is as before afterwards', () => {
    const before = console.log;
    const restore = captureConsole(setUp().logger);
    expect(console.log).not.toBe(before);
    restore();
    expect(console.log).toBe(before);
  });

  test('a console that somebody replaced meanwhile is theirs', () => {
    const before = console.log;
    const restore = captureConsole(setUp().logger);
    const theirs = (): void => {};
    console.log = theirs;
    restore();
    expect(console.log).toBe(theirs);
    console.log = before;
  });
});

describe('repeats', () => {
  afterEach(() => void vi.useRealTimers());

  test('the first of a kind, then a count a minute', async () => {
    vi.useFakeTimers();
    const log = vi.fn();
    const repeats = limitRepeats(log);
    repeats.report('a', 'a1');
    repeats.report('b', 'b1');
    repeats.report('a', 'a2');
    repeats.report('a', 'a3');
    expect(log.mock.calls.flat()).toEqual(['a1', 'b1']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.mock.calls.flat().slice(2)).toEqual(['2 more of this kind within 60 s, the last: a3']);
    repeats.report('a', 'a4');
    await vi.advanceTimersByTimeAsync(59_999);
    expect(log).toHaveBeenCalledTimes(3);
    repeats.end();
    expect(log.mock.lastCall).toEqual(['1 more of this kind within 60 s, the last: a4']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('after a quiet minute it is a first again', async () => {
    vi.useFakeTimers();
    const log = vi.fn();
    const repeats = limitRepeats(log);
    repeats.report('a', 'a1');
    await vi.advanceTimersByTimeAsync(61_000);
    repeats.report('a', 'a2');
    expect(log.mock.calls.flat()).toEqual(['a1', 'a2']);
  });
});
