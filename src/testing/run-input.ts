/**
 * Runs an input until it has made what a test waits for.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';
import type { InputDefinition } from '../plugin/types.ts';
import { startInstance, type InstanceOptions, type WrittenMessage } from './instance.ts';
import type { LogLine } from './memory-binding.ts';
import type { MetricView } from './metric-view.ts';

/** Options of {@link runInput}. */
export interface RunInputOptions extends Omit<InstanceOptions, 'drain'> {
  /** Stop after this many messages; what comes beyond them is left out of the result. @default no limit */
  limit?: number | undefined;
  /** Stop when this is true; it is asked as messages come. @default not before `limit`, the end of `collect` or the time */
  until?: ((messages: readonly WrittenMessage[]) => boolean) | undefined;
  /**
   * Milliseconds of real time. With `limit` or `until` the run fails when it takes longer; without them it lasts
   * until `collect` ends or this time is up.
   *
   * @default 5000
   */
  timeoutMs?: number | undefined;
}

/** What an input did. */
export interface InputResult {
  /** What it wrote, at most `limit`. */
  readonly messages: readonly WrittenMessage[];
  /** The records of the messages. */
  readonly records: readonly DecodedRecord[];
  /** What it logged. */
  readonly logs: readonly LogLine[];
  /** Its metrics at the end. */
  readonly metrics: MetricView;
}

/**
 * Runs an input: `init`, `collect`, and then the end as at a shutdown.
 *
 * @throws what `init` or `collect` threw; and when `limit` or `until` is not reached in time or before `collect` ends.
 * @example
 * ```ts
 * import plugin from './plugin.ts'; // export default registerInput(...)
 *
 * test('adds foo', async () => {
 *   const { records, metrics } = await runInput(plugin, { config: { foo: 'bar' }, limit: 2 });
 *   expect(records).toEqual([{ message: 'hello', foo: 'bar' }, { message: 'hello', foo: 'bar' }]);
 *   expect(metrics.value('example_metric_total')).toBeGreaterThanOrEqual(2);
 * });
 *
 * test('one record a second', async () => {
 *   vi.useFakeTimers();
 *   const run = runInput(plugin, { limit: 3 });
 *   await vi.advanceTimersByTimeAsync(3000);
 *   expect((await run).records).toHaveLength(3);
 * });
 * ```
 */
export async function runInput(plugin: InputDefinition, options: RunInputOptions = {}): Promise<InputResult> {
  const { limit = Infinity, until = () => false } = options;
  const isOpen = limit === Infinity && options.until === undefined;
  const instance = await startInstance(plugin, options);
  const isReached = (): boolean => instance.messages.length >= limit || until(instance.messages);
  const missing = (): string =>
    `${instance.messages.length}${limit < Infinity ? ` of ${limit}` : ''} messages were written`;
  try {
    await instance.waitFor(() => isReached() || (instance.collectEnded && instance.crash === undefined), missing);
    if (!isOpen && !isReached()) throw new Error(`${plugin.name}: collect has ended, ${missing()}`);
  } catch (error) {
    // Not the run's failure: it was to last as long as this. A collect that fails comes out of cancel().
    if (!isOpen) {
      await instance.cancel().catch(() => undefined);
      throw error;
    }
  }
  await instance.cancel();
  const messages = instance.messages.slice(0, limit);
  return {
    messages,
    records: messages.map(({ record }) => record),
    logs: instance.logs,
    metrics: await instance.metrics(),
  };
}
