/**
 * Chunks such as come once a year.
 *
 * @module
 */
import { Broken, Skipped, TAKERS, type Check } from './check.ts';
import { badText, hugeChunk, oddKeys, POLLUTION, takenTypes } from './samples.ts';
import { textOf, type World } from './world.ts';

/** Hands it the chunk, which it must deliver as it does a usual one. */
async function delivers(world: World, chunk: () => Uint8Array): Promise<void> {
  if (!takenTypes(world.plugin).includes('logs')) throw new Skipped('it takes no logs');
  const instance = await world.start();
  await world.needsDelivery(instance);
  const { status, error } = await world.ask(instance, chunk());
  if (status !== 'ok') throw new Broken(`it came out as "${status}": ${textOf(error)}`);
  await world.end(instance);
}

/** Empty ones, `__proto__`, dots, NUL, 20,000 letters, numbers; records that are empty, and values of other types. */
export const keys: Check = {
  name: 'takes records with odd keys and values',
  types: TAKERS,
  change: 'Rely on no key and on no type of a value: look first, use Object.hasOwn, and a Map or Object.create(null) to collect by key.',
  async run(world) {
    try {
      await delivers(world, oddKeys);
      if (POLLUTION in {}) throw new Broken('a key "__proto__" or "constructor" of a record changed every object of the process', 'Do not merge records deeply into plain objects; leave out __proto__, constructor and prototype.');
    } finally {
      Reflect.deleteProperty(Object.prototype, POLLUTION);
    }
  },
};

/** Logs of programs that cut texts by bytes. */
export const text: Check = {
  name: 'takes text that is not UTF-8',
  types: TAKERS,
  change: 'Expect U+FFFD in keys and values: such bytes come as that character.',
  run: (world) => delivers(world, badText),
};

/** What filters before this one have left. */
export const empty: Check = {
  name: 'takes a chunk without records',
  types: TAKERS,
  change: 'Do not rely on a first record: return when there is none.',
  run: (world) => delivers(world, () => new Uint8Array()),
};

/** Fluent Bit's chunks grow to about 2 MB. */
export const huge: Check = {
  name: 'takes a chunk of 2 MB',
  types: TAKERS,
  change: 'Loop over the chunk instead of spreading it into arguments (f(...list)), and split what the target limits.',
  run: (world) => delivers(world, hugeChunk),
};
