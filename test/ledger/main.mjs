// npm run test:ledger -- [--rounds N] [--seed S] [--jobs N] [--fluent-bit]
//
// Rounds of numbered records under faults, pauses, reloads, restarts and retries (schedule.mjs), and what must hold after
// each (check.mjs). Round N has the seed S + N: a failing one is printed with the command that repeats it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from './check.mjs';
import { schedule } from './schedule.mjs';
import { run } from './world.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    'fluent-bit': { type: 'boolean', default: false },
  },
});
const [rounds, seed, jobs] = [values.rounds, values.seed, values.jobs].map(Number);
const real = values['fluent-bit'];
const program = process.env.FLUENT_BIT || 'fluent-bit';

const total = { records: 0, retries: 0, duplicates: 0, crashes: 0, reloads: 0, spilled: 0, lost: 0, rss: 0 };
let [done, failed] = [0, 0];
const began = Date.now();

async function round(number) {
  const plan = schedule(number, real);
  const folder = mkdtempSync(join(tmpdir(), 'flbnode-ledger-'));
  if (rounds === 1) console.log(JSON.stringify(plan, undefined, 2));
  const observed = await run(plan, folder, program);
  const { problems, figures } = check(plan, folder, observed);
  for (const key of Object.keys(total)) total[key] = key === 'rss' ? Math.max(total.rss, figures.rss) : total[key] + figures[key];
  done += 1;
  if (problems.length === 0) return rmSync(folder, { recursive: true });
  failed += 1;
  observed.forEach(({ log }, life) => writeFileSync(join(folder, `log.${life}`), log));
  console.log(`round ${number} (${plan.version}) failed; its files are in ${folder}`);
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
  if (problems.length > 10) console.log(`  and ${problems.length - 10} more`);
  console.log(`  again: npm run test:ledger -- --rounds 1 --seed ${number}${real ? ' --fluent-bit' : ''}`);
}

let next = seed;
async function worker() {
  while (next < seed + rounds) {
    await round(next++);
    if (done % 50 === 0) console.log(`${done} rounds, ${failed} failed, ${Math.round((Date.now() - began) / 1000)} s`);
  }
}
await Promise.all(Array.from({ length: jobs }, worker));

console.log(
  `ledger: ${done - failed} rounds passed, ${failed} failed; ${total.records} records, ${total.retries} retries, ` +
    `${total.duplicates} duplicates after a retry, ${total.crashes} crashes, ${total.reloads} reloads, ${total.spilled} records spilled, ` +
    `${total.lost} reported lost (no spill_path), 0 lost otherwise, ` +
    `at most ${Math.round(total.rss / 1024)} MiB, ${Math.round((Date.now() - began) / 1000)} s`,
);
process.exitCode = failed > 0 ? 1 : 0;
