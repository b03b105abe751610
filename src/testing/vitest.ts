/**
 * `fluent-bit-node/testing/vitest`: adds the matchers of the testing kit to vitest's `expect`, with their types, and makes
 * tests of the contract.
 *
 * @module
 */
import { describe, expect, test } from 'vitest';
import type { PluginDefinition } from '../plugin/types.ts';
import { checkClause, contractChecks, type ContractOptions } from './contract/index.ts';
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

/** Milliseconds that one check may take, of which most take less than one: several instances, each with its time-outs. */
const CHECK_TIMEOUT = 120_000;

/**
 * Registers one test per check of the contract: see `checkContract`.
 *
 * @example
 * ```ts
 * import { describeContract } from 'fluent-bit-node/testing/vitest';
 * import plugin from './plugin.ts';
 *
 * describeContract(plugin, { config: { url: 'http://127.0.0.1:8080' } });
 * ```
 */
export function describeContract(plugin: PluginDefinition, options: ContractOptions = {}): void {
  describe(`the contract of ${plugin.name}`, () => {
    test.for(contractChecks(plugin))('%s', { timeout: CHECK_TIMEOUT }, async (name, { skip }) => {
      const { status, seen, change } = await checkClause(plugin, name, options);
      if (status === 'skipped') skip(seen);
      if (status === 'failed') throw new ContractError(seen, change);
    });
  });
}

/** A check failed. Without a stack: the place is in the plugin, not here. */
class ContractError extends Error {
  constructor(seen: string, change: string) {
    super(`${seen}\n  to change: ${change}`);
    this.name = 'ContractError';
    this.stack = '';
  }
}
