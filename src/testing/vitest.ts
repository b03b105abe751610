/**
 * `fluent-bit-node/testing/vitest`: adds the matchers of the testing kit to vitest's `expect`, with their types.
 *
 * @module
 */
import { expect } from 'vitest';
import type { LogLine } from './memory-binding.ts';
import { matchers } from './matchers.ts';

/** The matchers of the testing kit. */
export interface FluentBitMatchers<R = unknown> {
  /**
   * Were these records written, in this order? Others may be before, between and behind them. For an input's instance,
   * and the results of `runInput` and `applyFilter`.
   *
   * @param records - at least one; each whole, or the part of it that matters. Asymmetric matchers may stand in it.
   * @example `expect(await runInput(plugin, { limit: 2 })).toHaveWritten({ foo: 'bar' }, { foo: expect.any(String) })`
   */
  toHaveWritten(...records: [object, ...object[]]): R;
  /**
   * Was there such a line in the log? For an instance, and the result of any driver.
   *
   * @param text - a part of the message, or a pattern.
   */
  toHaveLogged(text: string | RegExp): R;
  /**
   * Was there such a line in the log, at this level?
   *
   * @param text - a part of the message, or a pattern.
   */
  toHaveLogged(level: LogLine['level'], text: string | RegExp): R;
  /**
   * Is there a metric of that name, with that value? For the result of any driver, and `await instance.metrics()`.
   *
   * @param value - a number. @default any
   */
  toHaveMetric(name: string, value?: number): R;
  /**
   * Is there a metric of that name with these labels, with that value?
   *
   * @param labels - those that matter.
   * @param value - a number, or an asymmetric matcher. @default any
   */
  toHaveMetric(name: string, labels: Readonly<Record<string, string>>, value?: unknown): R;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any
  interface Matchers<T = any> extends FluentBitMatchers<T> {}
}

expect.extend(matchers);
