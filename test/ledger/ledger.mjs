// Runs rounds and adds up what came of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { schedule } from './schedule.mjs';
import { run } from './world.mjs';

/**
 * @param {{ rounds: number, seed: number, jobs: number, fluentBit?: string }} options - fluentBit: the program of a real
 * one; without it the host
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function ledger({ rounds, seed, jobs, fluentBit }) {
  const total = { records: 0, retries: 0, duplicates: 0, crashes: 0, reloads: 0, spilled: 0, lost: 0, rss: 0 };
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  let [done, failed] = [0, 0];

  async function round(number) {
    const plan = schedule(number, fluentBit !== undefined);
    const folder = mkdtempSync(join(tmpdir(), 'flbnode-ledger-'));
    if (rounds === 1) console.log(JSON.stringify(plan, undefined, 2));
    const observed = await run(plan, folder, fluentBit);
    const { problems, figures } = check(plan, folder, observed);
    for (const key of Object.keys(total)) {
      total[key] = key === 'rss' ? Math.max(total.rss, figures.rss) : total[key] + figures[key];
    }
    done += 1;
    if (problems.length === 0) return rmSync(folder, { recursive: true });
    failed += 1;
    observed.forEach(({ log }, life) => writeFileSync(join(folder, `log.${life}`), log));
    console.log(`round ${number} (${plan.version}) failed; its files are in ${folder}`);
    for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
    if (problems.length > 10) console.log(`  and ${problems.length - 10} more`);
    console.log(`  again: npm run test:ledger -- --rounds 1 --seed ${number}${fluentBit ? ' --fluent-bit' : ''}`);
  }

  let next = seed;
  async function worker() {
    while (next < seed + rounds) {
      await round(next++);
      if (done % 50 === 0) console.log(`${done} rounds, ${failed} failed, ${seconds()} s`);
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker));

  console.log(
    `ledger: ${done - failed} rounds passed, ${failed} failed; ${total.records} records, ${total.retries} retries, ` +
      `${total.duplicates} duplicates after a retry, ${total.crashes} crashes, ${total.reloads} reloads, ` +
      `${total.spilled} records spilled, ${total.lost} refused and reported lost without node.spill_path, ` +
      `at most ${Math.round(total.rss / 1024)} MiB, ${seconds()} s`,
  );
  return { passed: done - failed, failed };
}
