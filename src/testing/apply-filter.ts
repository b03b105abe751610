/**
 * Hands a filter one chunk.
 *
 * @module
 */
import type { DecodedRecord } from '../codec/values.ts';
import type { FilterDefinition } from '../plugin/types.ts';
import type { ChunkInput } from './encode.ts';
import { startInstance, type FilterOutcome, type InstanceOptions } from './instance.ts';
import type { LogLine } from './memory-binding.ts';
import type { MetricView } from './metric-view.ts';

/** Options of {@link applyFilter}. */
export interface ApplyFilterOptions extends Omit<InstanceOptions, 'drain' | 'bufferLimit'> {
  /** @default 'test' */
  tag?: string | undefined;
}

/** What a filter did. */
export interface FilterTestResult extends FilterOutcome {
  /** The records of the messages that go on. */
  readonly records: readonly DecodedRecord[];
  /** What it logged. */
  readonly logs: readonly LogLine[];
  /** Its metrics at the end. */
  readonly metrics: MetricView;
}

/**
 * Runs a filter: `init`, one `filter`, and then the end as at a shutdown.
 *
 * @param input - messages, or the bytes of a chunk.
 * @throws what `init` threw; and when `filter` does not settle in time. What `filter` threw is in the result.
 * @example
 * ```ts
 * const { status, records } = await applyFilter(plugin, [{ record: { message: 'a@b.org' } }]);
 * expect(status).toBe('modified');
 * expect(records).toEqual([{ message: '***' }]);
 * ```
 */
export async function applyFilter(
  plugin: FilterDefinition,
  input: ChunkInput,
  options: ApplyFilterOptions = {},
): Promise<FilterTestResult> {
  const instance = await startInstance(plugin, options);
  try {
    const outcome = await instance.filter(input, options);
    await instance.cancel();
    const records = outcome.messages.map(({ record }) => record);
    return { ...outcome, records, logs: instance.logs, metrics: await instance.metrics() };
  } catch (error) {
    await instance.cancel().catch(() => undefined);
    throw error;
  }
}
