// What happens in a round, from its seed alone: the same seed gives the same schedule.
import { Random } from './random.mjs';

const VERSIONS = ['2.2', '3.2', '4.0', '4.2', '5.0', '5.1'];

/**
 * @typedef {object} Schedule
 * @property {number} seed
 * @property {string} version - of the host; 'real': Fluent Bit itself
 * @property {boolean} spills - node.spill_path is set
 * @property {Record<string, unknown>[]} inputs - sections, without what the world adds
 * @property {string[]} filterFaults - `kind@call`; undefined: no filter
 * @property {number} filterWorkers - its node.workers
 * @property {Record<string, unknown>[]} outputs
 * @property {Life[]} lives - of the process, one after the other
 *
 * @typedef {object} Life
 * @property {number} early - SIGTERM so many ms after the spawn, whatever runs by then; 0: not that
 * @property {number} ms - else: so long after all inputs have begun
 * @property {number[]} reloads - SIGHUP, each so many ms after the one before has started everything
 */

/**
 * Left out, for in them Fluent Bit itself loses what it has taken:
 * - errors of a flush other than RetryError, and retry limits: both are orders to drop a chunk;
 * - a grace that is too short for the retries: chunks in memory end with the process;
 * - a reload as 2.2: until 3.2.2 Fluent Bit refuses each flush in a reload, and waits for the chunk for ever.
 * And on a real one, for it crashes by itself: a reload of outputs with workers.
 *
 * @param {number} seed
 * @param {boolean} real
 * @returns {Schedule}
 */
export function schedule(seed, real) {
  const random = new Random(seed);
  const version = random.pick(VERSIONS);
  const reloads = random.chance(0.4) && (real || version !== '2.2');
  const spills = random.chance(0.5);
  const inputs = Array.from({ length: random.whole(1, 3) }, (_, n) => inputSection(random, 'abc'[n]));
  const filterFaults = random.chance(0.5) ? faults(random, ['throw', 'exit', 'timer', 'hang'], 2) : undefined;
  const outputs = Array.from({ length: random.chance(0.2) ? 2 : 1 }, () => outputSection(random, real && reloads));
  // By numbers of its own: what else is in a schedule stays as it was before there were several Workers.
  const workers = new Random(seed + 1_000_003);
  const filterWorkers = workers.chance(0.3) ? 2 : 1;
  for (const output of outputs) {
    if (workers.chance(0.3)) output['node.workers'] = 2;
    if (workers.chance(0.3)) output['node.ordered'] = 'off';
  }
  // Only one of a plugin's instances may run on the pipeline's thread.
  for (const input of inputs.slice(1)) delete input.threaded;
  const lives = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => ({
    early: !real && random.chance(0.1) ? random.whole(60, 500) : 0,
    ms: random.whole(0, 700),
    reloads: reloads ? random.several(real ? 1 : 2, () => random.whole(real ? 1500 : 50, real ? 2000 : 500)) : [],
  }));
  return { seed, version: real ? 'real' : version, spills, inputs, filterFaults, filterWorkers, outputs, lives };
}

function inputSection(random, from) {
  const section = { from, burst: random.pick([1, 5, 20, 50]), every: random.pick([5, 20, 50]), padding: random.pick([0, 50, 300, 2000]) };
  if (random.chance(0.4)) section.tags = random.whole(1, 3);
  if (random.chance(0.3)) section.together = 1;
  if (random.chance(0.3)) section.mem_buf_limit = random.pick(['30k', '100k', '400k']);
  if (random.chance(0.3)) section['node.buffer_limit'] = random.pick(['64k', '256k', '1M']);
  if (random.chance(0.2)) section['node.push'] = 'off';
  if (random.chance(0.2)) section['node.ring_wake'] = 'off';
  if (random.chance(0.15)) section.threaded = 'off';
  const kinds = random.chance(0.1) ? ['heap'] : ['throw', 'exit', 'reject', 'timer'];
  section.crashes = random.several(2, () => `${random.pick(kinds)}@${random.whole(0, 400)}`).join(' ');
  return section;
}

function outputSection(random, single) {
  const section = { workers: single ? 0 : random.pick([0, 0, 1, 1, 2, 4]), faults: '' };
  if (random.chance(0.4)) section.delay = random.pick([5, 30, 100, 300]);
  const kinds = ['retry', 'retry-late', 'exit', 'exit-late', 'timer', 'hang'];
  if (random.chance(0.5)) section.faults = faults(random, kinds, 3).join(' ');
  return section;
}

const faults = (random, kinds, most) => random.several(most, () => `${random.pick(kinds)}@${random.whole(0, 12)}`);
