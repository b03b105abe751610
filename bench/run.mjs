// Runs the cases and writes what came out. `npm run bench` calls this after the build.
import { join } from 'node:path';
import { ROOT } from '../tools/lib/run.mjs';
import { cases } from './cases/index.mjs';
import { fed } from './lib/feed.mjs';
import { buildGoPeers } from './lib/go.mjs';
import { installForwardPeer } from './lib/npm.mjs';
import { describeMachine } from './lib/machine.mjs';
import { built } from './lib/peers.mjs';
import { describe, writeReport } from './lib/report.mjs';
import { roundsOf, runCase } from './lib/run-case.mjs';
import { caseTable, ratioTable } from './lib/table.mjs';
import { judge } from './lib/targets.mjs';

const RESULTS = join(ROOT, 'bench/results');

/**
 * @param {object} options
 * @param {string} options.host - the program that runs the pipelines
 * @param {boolean} options.real - it is a Fluent Bit
 * @param {string} options.libnode - its version
 * @param {boolean} options.quick - fewer and shorter runs
 * @param {string[]} options.only - how the names of the cases begin; all when empty
 * @param {RegExp} [options.variants] - only these variants
 * @param {number} [options.rounds] - instead of the cases' own
 * @param {string} [options.results] - the folder for the results
 */
export async function bench({ host, real, libnode, quick, only, variants, rounds, results = RESULTS }) {
  const machine = { host, real, quick, rounds, built, fed: fed(real), go: buildGoPeers(), npm: installForwardPeer() };
  const report = { machine: describeMachine({ host, real, libnode }), quick, cases: [], ratios: [] };
  console.log(describe(report.machine));
  for (const definition of choose(only)) {
    if (roundsOf(definition, machine) === 0) continue;
    const all = Object.entries(definition.variants ?? definition.variantsOf(quick));
    const chosen = Object.fromEntries(all.filter(([name]) => !variants || variants.test(name)));
    const found = await runCase({ ...definition, variants: chosen }, machine, (text) => console.log(`  ${text}`));
    const { name, title, curve } = definition;
    report.cases.push({ name, title, ...(curve ? { curve } : {}), results: found });
    const ratios = judge({ targets: definition.targets, variants: chosen }, found);
    report.ratios.push(...ratios.map((ratio) => ({ case: name, ...ratio })));
    console.log(`\n${caseTable(report.cases.at(-1))}\n`);
    // After each case: what was measured is there, also when the next one is stopped.
    writeReport(results, report);
  }
  if (report.ratios.length > 0) console.log(ratioTable(report.ratios));
  console.log(`\nwritten: ${results}`);
  return report;
}

function choose(only) {
  const chosen = cases.filter(({ name }) => only.length === 0 || only.some((begin) => name.startsWith(begin)));
  if (chosen.length > 0) return chosen;
  throw new Error(`--case: none begins so; there are ${cases.map(({ name }) => `"${name}"`).join(', ')}`);
}
