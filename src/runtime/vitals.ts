/**
 * How an instance's Worker is, for the runtime's own metrics.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { InstanceBinding } from './binding.ts';

/** Tells the host of event loop and heap. The one who has a timer calls {@link Vitals.tell} in its turn. */
export class Vitals {
  readonly #binding: InstanceBinding;
  readonly #everyMs: number;
  #loop = performance.eventLoopUtilization();
  #due = performance.now();

  /** @param everyMs - how often `tell` is going to be called: by as much as it comes later, the event loop is late. */
  constructor(binding: InstanceBinding, everyMs: number) {
    this.#binding = binding;
    this.#everyMs = everyMs;
  }

  tell(now: number = performance.now()): void {
    const loop = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(loop, this.#loop);
    const { used_heap_size: used, heap_size_limit: limit, external_memory: external } = getHeapStatistics();
    const late = Math.max(0, now - this.#due) / 1000;
    // Node counts an interval from when it last fired, not from when it should have.
    this.#due = now + this.#everyMs;
    this.#loop = loop;
    this.#binding.vitals?.(late, Number.isFinite(utilization) ? utilization : 0, used, limit, external);
  }
}
