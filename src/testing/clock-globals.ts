/**
 * Puts a clock in the place of what tells the time in this thread.
 *
 * @module
 */
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { restartWallClock } from '../codec/wall-clock.ts';
import { HandTimer, type TimerList } from './timer-list.ts';

/** What {@link replaceGlobals} returns. */
export interface Replaced {
  restore(): void;
  /** The time of day was set. */
  stepped(): void;
}

/** The time-outs of `fetch` are about a real connection. */
const FETCH = /node:internal\/deps\/undici/;

/** @param wallMs - the time of day, in milliseconds since 1970. */
export function replaceGlobals(timers: TimerList, wallMs: () => number): Replaced {
  const undo: (() => void)[] = [];
  const replace = <T extends object, K extends keyof T>(target: T, key: K, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(target, key);
    Object.defineProperty(target, key, { value, configurable: true, writable: true, enumerable: before?.enumerable ?? false });
    undo.push(() => (before ? Object.defineProperty(target, key, before) : Reflect.deleteProperty(target, key)));
  };

  const realDate = globalThis.Date;
  const { clearTimeout: realClear, setTimeout: realTimeout, setInterval: realInterval } = globalThis;
  const clear = (timer: unknown): void => {
    // A real one may be older than the clock.
    if (timer instanceof HandTimer) timer.close();
    else realClear(timer as NodeJS.Timeout);
  };
  const setTimer =
    (repeats: boolean, real: typeof setTimeout | typeof setInterval) =>
    (callback: unknown, delay?: unknown, ...args: unknown[]): unknown => {
      if (FETCH.test(new Error().stack ?? '')) return real(callback as () => void, delay as number, ...(args as []));
      return timers.add(callback, delay, repeats, args);
    };

  replace(globalThis, 'Date', handDate(realDate, wallMs));
  replace(globalThis, 'setTimeout', setTimer(false, realTimeout));
  replace(globalThis, 'setInterval', setTimer(true, realInterval));
  replace(globalThis, 'clearTimeout', clear);
  replace(globalThis, 'clearInterval', clear);
  replace(performance, 'now', () => timers.now);
  replace(AbortSignal, 'timeout', (ms: number): AbortSignal => {
    const controller = new AbortController();
    const expire = (): void => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    timers.add(expire, ms, false, []);
    return controller.signal;
  });
  replace(timersPromises, 'setTimeout', sleepBy(timers));
  // For `import { setTimeout } from 'node:timers/promises'`.
  syncBuiltinESMExports();
  restartWallClock();

  return {
    restore() {
      for (const each of undo.reverse()) each();
      syncBuiltinESMExports();
      restartWallClock();
    },
    stepped: restartWallClock,
  };
}

/** `Date`, but for the time without arguments. Dates stay those of the real one: `instanceof` holds both ways. */
const handDate = (RealDate: DateConstructor, wallMs: () => number): DateConstructor =>
  new Proxy(RealDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [wallMs()] : args, newTarget) as object,
    apply: (target) => new target(wallMs()).toString(),
    get: (target, key, receiver) => (key === 'now' ? wallMs : (Reflect.get(target, key, receiver) as unknown)),
  });

const sleepBy =
  (timers: TimerList) =>
  <T>(delay?: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        timer.close();
        reject(Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), { name: 'AbortError', code: 'ABORT_ERR' }));
      };
      const timer = timers.add(
        () => {
          signal?.removeEventListener('abort', abort);
          resolve(value);
        },
        delay,
        false,
        [],
      );
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
