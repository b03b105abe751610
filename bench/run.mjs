// Runs the cases and writes what came out. `npm run bench` calls this after the build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tools/lib/run.mjs';
import { cases } from './cases/index.mjs';
import { fed } from './lib/feed.mjs';
import { buildGoPeers } from './lib/go.mjs';
import { describeMachine } from './lib/machine.mjs';
import { built } from './lib/peers.mjs';
import { runCase } from './lib/run-case.mjs';
import { caseTable, ratioTable } from './lib/table.mjs';
import { judge } from './lib/targets.mjs';

const RESULTS = join(ROOT, 'bench/results');

/**
 * @param {object} options
 * @param {string} options.host - the program that runs the pipelines
 * @param {boolean} options.real - it is a Fluent Bit
 * @param {boolean} options.quick - fewer and shorter runs
 * @param {string[]} options.only - names of cases; all when empty
 * @param {number} [options.rounds]
 * @param {RegExp} [options.variants] - only these variants
 * @param {string} [options.results] - the folder for the results
 */
export async function bench({ host, real, quick, only, rounds, variants, libnode, results = RESULTS }) {
  const machine = { host, real, quick, rounds, built, fed: fed(real), go: buildGoPeers() };
  const report = { machine: describeMachine({ host, real, libnode }), quick, cases: [], ratios: [] };
  for (const definition of cases) {
    if (only.length > 0 && !only.includes(definition.name)) continue;
    const chosen = Object.entries(definition.variants).filter(([name]) => !variants || variants.test(name));
    const found = await runCase({ ...definition, variants: Object.fromEntries(chosen) }, machine, (text) => console.log(`  ${text}`));
    report.cases.push({ name: definition.name, title: definition.title, results: found });
    report.ratios.push(...judge(definition, found).map((ratio) => ({ case: definition.name, ...ratio })));
    console.log(`\n${caseTable(report.cases.at(-1))}\n`);
  }
  console.log(ratioTable(report.ratios));
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'latest.json'), `${JSON.stringify(report, undefined, 1)}\n`);
  return report;
}
