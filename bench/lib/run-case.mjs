// Runs a case: its variants in turn, again and again, so that what the machine does meanwhile hits all of them.
import { measures } from '../measures/index.mjs';
import { whyNot } from './peers.mjs';
import { freePort } from './port.mjs';
import { summary } from './statistics.mjs';

const ROUNDS = { full: 5, quick: 2 };

/** How often each variant of a case runs. A case may have none in a quick run. */
export const roundsOf = ({ rounds = ROUNDS }, machine) => machine.rounds ?? rounds[machine.quick ? 'quick' : 'full'];

/**
 * @param {object} machine - what runs where: `host`, `real`, `quick`, `built`, `fed`
 * @param {(text: string) => void} say
 * @returns {Promise<object>} for each variant the summary of each metric, or `{ notRun }`
 */
export async function runCase(definition, machine, say) {
  const results = {};
  const runs = new Map();
  for (const [name, variant] of Object.entries(definition.variants)) {
    const notRun = whyNot(variant, machine);
    if (notRun) results[name] = { notRun };
    else {
      results[name] = undefined; // keeps the order
      runs.set(name, []);
    }
  }
  const rounds = roundsOf(definition, machine);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, variant] of Object.entries(definition.variants)) {
      if (!runs.has(name)) continue;
      say(`${definition.name}: ${name} (${round} of ${rounds})`);
      try {
        runs.get(name).push(await measures[definition.measure](variant, { ...machine, port: await freePort() }));
      } catch (error) {
        results[name] = { notRun: error.message };
        runs.delete(name);
      }
    }
  }
  for (const [name, all] of runs) {
    const metrics = Object.keys(all[0]);
    results[name] = Object.fromEntries(metrics.map((metric) => [metric, summary(all.map((run) => run[metric]))]));
  }
  return results;
}
