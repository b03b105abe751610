/**
 * A time of day that is set back.
 *
 * @module
 */
import { TestClock } from '../clock.ts';
import { Broken, Skipped, TAKERS, type Check } from './check.ts';
import { textOf, written } from './world.ts';

const HOUR = 3_600_000;

/** By NTP, by an administrator, by a virtual machine that is moved. */
export const clockBack: Check = {
  name: 'goes on when the clock is set back',
  types: ['input', ...TAKERS],
  change: 'Measure what passes with performance.now(), ctx.sleep and ctx.ticker: Date.now() is for times of records only.',
  async run(world) {
    if (world.options.realTime) throw new Skipped('it runs in real time (`realTime`)');
    const clock = (world.clock ??= new TestClock());
    const instance = await world.start();
    if (world.plugin.type === 'input') {
      const from = clock.now;
      await world.wrote(instance);
      const usual = clock.now - from;
      clock.setTime(clock.now - HOUR);
      const before = written(instance);
      const long = Math.max(3 * usual, HOUR / 60);
      const end = clock.now + long;
      await world.options.stimulate?.(instance);
      await world.pass(() => written(instance) > before || clock.now > end);
      if (written(instance) === before && !instance.collectEnded) {
        throw new Broken(`it wrote within ${Math.round(usual)} ms before, and nothing within ${Math.round(long)} ms after the clock was set back by an hour`);
      }
    } else {
      await world.needsDelivery(instance);
      clock.setTime(clock.now - HOUR);
      const { status, error } = await world.ask(instance);
      if (status !== 'ok') throw new Broken(`when the clock was set back by an hour, a chunk came out as "${status}": ${textOf(error)}`);
    }
    await world.end(instance);
  },
};
