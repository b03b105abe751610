/**
 * What stays when an instance has ended. In Fluent Bit its Worker goes with it; in tests, and where a Worker is used
 * again, it does not.
 *
 * @module
 */
import { pause, turns } from '../real-time.ts';
import { ALL, Broken, TAKERS, type Check } from './check.ts';
import type { OpenResource } from './observe.ts';
import { textOf, type World } from './world.ts';

/** Milliseconds in which handles that were closed are gone. */
const GRACE = 250;

/** What is open when it has had its time. */
async function stillOpen(world: World, which: (each: OpenResource) => boolean): Promise<OpenResource[]> {
  const open = (): OpenResource[] => world.observed.open.filter(which);
  for (let waited = 0; waited < GRACE && open().length > 0; waited += 10) await pause(10);
  return open();
}

const listed = (open: readonly OpenResource[]): string => open.map(({ what, from }) => `${what}, from ${from}`).join('; ');

/** One that fires later does so on a plugin that is closed. */
export const timers: Check = {
  name: 'leaves no timer behind',
  types: ALL,
  change: 'Use ctx.sleep, ctx.ticker and ctx.withTimeout, which end with ctx; or clear your timers in close.',
  async run(world) {
    await world.live();
    const left = world.clock?.origins() ?? [];
    if (left.length > 0) throw new Broken(`after its end there is still a timer, from ${left.join('; from ')}`);
    const open = await stillOpen(world, ({ isTimer }) => isTimer);
    if (open.length > 0) throw new Broken(`after its end there is still ${listed(open)}`);
  },
};

/** A port that stays taken fails the next start. */
export const handles: Check = {
  name: 'leaves no server, watcher or process behind',
  types: ALL,
  change: 'Close in close() what init has opened, and wait for it.',
  async run(world) {
    await world.live();
    const open = await stillOpen(world, ({ isTimer }) => !isTimer);
    if (open.length > 0) throw new Broken(`after its end there is still ${listed(open)}`);
  },
};

/** The process is Fluent Bit's, and those of other plugins are in it, too. */
export const listeners: Check = {
  name: 'leaves no listener on process behind',
  types: ALL,
  change: 'Remove in close() what was added with process.on; signals and the exit of the process are not for a plugin.',
  async run(world) {
    await world.live();
    const added = world.observed.addedListeners;
    if (added.length > 0) throw new Broken(`after its end process has more listeners of ${added.map((name) => `'${name}'`).join(', ')}`);
  },
};

/** In Fluent Bit one ends the Worker. */
export const rejections: Check = {
  name: 'handles every promise that it makes',
  types: ALL,
  change: 'Await the promise, or give it a catch: an unhandled rejection ends the Worker.',
  async run(world) {
    await world.live();
    await turns();
    needNoRejection(world);
  },
};

/** @throws `Broken` when a promise was rejected that nobody handles. */
export function needNoRejection({ observed }: World): void {
  if (observed.rejections.length === 0) return;
  const [first] = observed.rejections;
  throw new Broken(`a promise was rejected, and nobody handles it: ${textOf(first)}`, rejections.change);
}

/** Records are decoded when they are asked for, out of these very bytes. */
export const bytes: Check = {
  name: 'leaves the bytes of a chunk alone',
  types: TAKERS,
  change: 'Copy chunk.bytes (slice()) before you change something in it.',
  async run(world) {
    const instance = await world.start();
    await world.ask(instance);
    await world.end(instance);
    if (world.probe.changedChunks > 0) throw new Broken('chunk.bytes was changed');
  },
};
