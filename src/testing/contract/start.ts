/**
 * Starts, and instances beside each other.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import { decodeEvents } from '../../codec/decoder.ts';
import { TestClock } from '../clock.ts';
import type { TestInstance } from '../instance.ts';
import type { Section } from '../memory-binding.ts';
import { ALL, Broken, NotStarted, Skipped, type Check } from './check.ts';
import { varied } from './vary.ts';
import { written, type World } from './world.ts';

/** Restarts and sections are many, the bundle is one. */
export const startsTwice: Check = {
  name: 'starts again after its end',
  types: ALL,
  change: 'Keep what belongs to an instance in the plugin object, open it in init, and close it in close or when ctx is cancelled.',
  async run(world) {
    const [one, other] = [world.plugin.create(), world.plugin.create()];
    if (one === other) {
      throw new Broken('the factory returned the same object twice', 'Return a new object each time: () => new MyPlugin().');
    }
    await world.end(await world.start());
    await world.end(await world.start());
  },
};

/** In Fluent Bit each has a thread of its own; in tests, and with what is shared beyond a thread, they have not. */
export const sharesNothing: Check = {
  name: 'shares nothing between two instances',
  types: ALL,
  change: 'Keep state in the plugin object, not in variables of the module.',
  async run(world) {
    const other = world.options.otherConfig ?? (await varied(world.plugin, world.config));
    if (other === undefined) throw new Skipped('no other configuration is known: give `otherConfig`');
    const alone = await traceOf(world);
    if (!isDeepStrictEqual(await traceOf(world), alone)) {
      throw new Skipped('what it does differs from run to run, so two instances cannot be told apart');
    }
    const beside = await traceOf(world, other).catch((error: unknown) => {
      if (world.options.otherConfig !== undefined || !(error instanceof NotStarted)) throw error;
      throw new Skipped('it does not start with the other configuration that was guessed: give `otherConfig`');
    });
    if (!isDeepStrictEqual(beside, alone)) throw new Broken('an instance does something else when one with another configuration is beside it');
  },
};

interface Trace {
  readonly what: unknown;
  readonly logs: readonly unknown[];
}

/** What an instance does from its start, maybe beside another one. */
async function traceOf(world: World, otherConfig?: Section): Promise<Trace> {
  if (world.clock) world.clock = new TestClock();
  const one = await world.start();
  const other = otherConfig && (await world.start(otherConfig, { name: `${world.plugin.name}.1` }));
  if (other && world.plugin.type !== 'input' && world.plugin.type !== 'custom') await world.ask(other);
  const what = await workOf(world, one);
  // Before their ends: those that make records make more until then, or fewer.
  const logs = [...one.logs];
  await world.end(one);
  if (other) await world.end(other);
  return { what, logs: world.plugin.type === 'input' ? logs.slice(0, 1) : logs };
}

async function workOf(world: World, instance: TestInstance): Promise<unknown> {
  if (world.plugin.type === 'input') {
    await world.wrote(instance, written(instance) > 0 ? 0 : 1);
    return instance.records[0] ?? instance.writtenMetrics[0]?.name;
  }
  if (world.plugin.type === 'custom') return world.clock?.advance(3000);
  if (world.plugin.type === 'output') return (await world.ask(instance)).status;
  const { status, bytes } = await instance.filter(world.chunk());
  return [status, ...[...decodeEvents(bytes)].map(({ record }) => record)];
}
