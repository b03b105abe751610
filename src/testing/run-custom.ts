/**
 * Runs a custom plugin.
 *
 * @module
 */
import type { CustomDefinition } from '../plugin/types.ts';
import { startInstance, type InstanceOptions, type TestInstance } from './instance.ts';
import type { LogLine } from './memory-binding.ts';
import type { MetricView } from './metric-view.ts';

/** Options of {@link runCustom}. */
export interface RunCustomOptions extends Omit<InstanceOptions, 'drain' | 'bufferLimit'> {
  /**
   * Run until this is true; it is looked at about every millisecond. The run fails when that takes longer than
   * `timeoutMs`.
   *
   * @default until `init` has ended
   */
  until?: ((instance: TestInstance) => boolean) | undefined;
}

/** What a custom plugin did. */
export interface CustomResult {
  /** What it logged. */
  readonly logs: readonly LogLine[];
  /** Its metrics at the end. */
  readonly metrics: MetricView;
}

/**
 * Runs a custom plugin: `init`, what it does beside the pipeline, and then the end as at a shutdown.
 *
 * @throws what `init` threw; and when `until` does not hold in time.
 * @example
 * ```ts
 * const clock = createClock();
 * const run = runCustom(plugin, { clock, until: ({ logs }) => logs.length === 2 });
 * await clock.advance(1000);
 * expect(await run).toHaveLogged('debug', 'up for 1 s');
 * ```
 */
export async function runCustom(plugin: CustomDefinition, options: RunCustomOptions = {}): Promise<CustomResult> {
  const { until = () => true } = options;
  const instance = await startInstance(plugin, options);
  try {
    await instance.waitFor(() => until(instance));
  } finally {
    await instance.cancel();
  }
  return { logs: instance.logs, metrics: await instance.metrics() };
}
