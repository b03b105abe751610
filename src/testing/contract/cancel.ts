/**
 * The end, whenever it comes.
 *
 * @module
 */
import { ALL, Broken, Skipped, TAKERS, type Check } from './check.ts';
import { textOf } from './world.ts';

const END = 'End collect, flush and filter when ctx is cancelled: hand ctx.signal to what waits, use ctx.sleep and ctx.ticker.';
const LET_PASS = `${END} Let a CancelledError or AbortError pass.`;

/** Nothing was written, and nothing was flushed. */
export const cancelBefore: Check = {
  name: 'ends when it is cancelled before a write',
  types: ALL,
  change: LET_PASS,
  async run(world) {
    await world.end(await world.start());
  },
};

/** While `write()` waits for room, or `flush` for its target. */
export const cancelDuring: Check = {
  name: 'ends when it is cancelled during a write',
  types: ['input', ...TAKERS],
  change: LET_PASS,
  async run(world) {
    const instance = await world.start({ ...world.config, ...world.options.hanging });
    if (world.plugin.type === 'input') {
      instance.pause();
      await world.options.stimulate?.(instance);
      if (!(await world.pass(() => world.probe.waiting > 0 || instance.collectEnded)) || instance.collectEnded) {
        throw new Skipped('it wrote nothing: give `stimulate`, which makes it write, or a `config` with which it does');
      }
      return world.end(instance);
    }
    const asked = world.ask(instance);
    const ending = world.end(instance);
    // What became of the chunk says more, and is known first.
    ending.catch(() => {});
    const outcome = await asked;
    if (outcome.status === 'error') {
      throw new Broken(
        `when its ctx was cancelled it failed with ${textOf(outcome.error)}, and the chunk would be dropped`,
        'Throw ctx.error, or let the AbortError pass: then Fluent Bit keeps the chunk.',
      );
    }
    await ending;
  },
};

/** Some work is done. */
export const cancelAfter: Check = {
  name: 'ends when it is cancelled after a write',
  types: ['input', ...TAKERS],
  change: LET_PASS,
  async run(world) {
    const instance = await world.start();
    if (world.plugin.type === 'input') await world.wrote(instance);
    else await world.ask(instance);
    await world.end(instance);
    const { begun } = world.probe;
    await world.clock?.advance(60_000);
    const late = world.probe.begun - begun;
    if (late > 0) {
      throw new Broken(`it wrote ${late} more messages after its end`, 'Stop what makes messages (intervals, event handlers) when ctx is cancelled.');
    }
  },
};
