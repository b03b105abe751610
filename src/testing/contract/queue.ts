/**
 * A queue without room.
 *
 * @module
 */
import { Broken, Skipped, type Check } from './check.ts';
import { written } from './world.ts';

/** Ticks, as the plugin's first message shows their length. */
const TICKS = 20;
/** At least so much: what comes after a first message may take longer. */
const LEAST_MS = 10_000;

/** Fluent Bit does not take records for a while: the plugin's memory must not be where they gather. */
export const fullQueue: Check = {
  name: 'waits while the queue is full, and goes on',
  types: ['input'],
  change: 'Await every ch.write(): while the queue is full its promise waits, and what is not awaited gathers in memory.',
  async run(world) {
    const { clock, probe } = world;
    const instance = await world.start();
    instance.pause();
    await world.options.stimulate?.(instance);
    const from = clock?.now ?? 0;
    if (!(await world.pass(() => probe.waiting > 0 || instance.collectEnded)) || instance.collectEnded) {
      throw new Skipped('it wrote nothing: give `stimulate`, which makes it write, or a `config` with which it does');
    }
    const first = (clock?.now ?? 0) - from;
    const long = Math.max(LEAST_MS, Math.min(TICKS * first, 60 * LEAST_MS), 3 * first);
    await clock?.advance(long);
    const some = probe.waiting;
    await clock?.advance(long);
    if (probe.waiting > some) {
      throw new Broken(`with a full queue ${some} writes were waiting, and a while later ${probe.waiting}`);
    }
    const before = written(instance);
    const { begun, waiting } = probe;
    instance.resume();
    await world.options.stimulate?.(instance);
    // More than what was waiting: that is accepted whatever the plugin does.
    const goesOn = (): boolean => written(instance) > before + waiting || (probe.begun > begun && written(instance) > before);
    if (!(await world.pass(() => goesOn() || instance.collectEnded))) throw new Broken('it wrote nothing more when the queue had room again');
    await world.end(instance);
  },
};
