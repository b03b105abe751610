/**
 * Hands an output one chunk.
 *
 * @module
 */
import type { OutputDefinition } from '../plugin/types.ts';
import type { ChunkInput } from './encode.ts';
import { startInstance, type FlushResult, type InstanceOptions } from './instance.ts';
import type { LogLine } from './memory-binding.ts';
import type { MetricView } from './metric-view.ts';

/** Options of {@link flushOutput}. */
export interface FlushOutputOptions extends Omit<InstanceOptions, 'drain' | 'bufferLimit'> {
  /** @default 'test' */
  tag?: string | undefined;
}

/** What an output did. */
export interface OutputResult extends FlushResult {
  /** What it logged. */
  readonly logs: readonly LogLine[];
  /** Its metrics at the end. */
  readonly metrics: MetricView;
}

/**
 * Runs an output: `init`, one `flush`, and then the end as at a shutdown.
 *
 * @param input - messages, or the bytes of a chunk.
 * @throws what `init` threw; and when `flush` does not settle in time. What `flush` threw is in the result.
 * @example
 * ```ts
 * const { status, logs } = await flushOutput(plugin, [{ record: { message: 'hello' } }], { tag: 'app' });
 * expect(status).toBe('ok');
 * ```
 */
export async function flushOutput(
  plugin: OutputDefinition,
  input: ChunkInput,
  options: FlushOutputOptions = {},
): Promise<OutputResult> {
  const instance = await startInstance(plugin, options);
  try {
    const result = await instance.flush(input, options);
    await instance.cancel();
    return { ...result, logs: instance.logs, metrics: await instance.metrics() };
  } catch (error) {
    await instance.cancel().catch(() => undefined);
    throw error;
  }
}
