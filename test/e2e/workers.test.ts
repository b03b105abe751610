import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaints, fixture, hosts, scratch, start } from './support/hosts.ts';
import { entries, upTo } from './support/ledger.ts';

const INPUTS = 8;
const RECORDS = 400;

/** Of which input, and its number. */
const idsOf = (file: string): Set<string> => new Set(entries(file).map(({ tag, n }) => `${tag} ${n}`));

describe.each(hosts)('$name', (host) => {
  it.each(['exit', 'timer'])('delivers all records with workers 8 while the instance crashes again and again (%s)', async (crash) => {
    const file = join(scratch(), 'records');
    const running = start(host, {
      service: { 'scheduler.base': 1, 'scheduler.cap': 1 },
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      inputs: upTo(INPUTS).map((n) => ({ name: 'fixture-input', tag: `t.${n}`, count: RECORDS, burst: 20, every: 100 })),
      // The sixth flush of a life ends it, while others are under way. Those are answered RETRY.
      outputs: [
        { name: 'fixture-output', match: '*', file, workers: 8, retry_limit: 'no_limits', delay: 30, crash_after: 6, crash },
      ],
    });
    await running.until('all records', () => idsOf(file).size >= INPUTS * RECORDS, 90_000);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(idsOf(file)).toEqual(new Set(upTo(INPUTS).flatMap((input) => upTo(RECORDS).map((n) => `t.${input} ${n}`))));
    expect(log.match(/FLB_NODE_E_WORKER_CRASHED/g)?.length, log).toBeGreaterThanOrEqual(3);
    // Of the crash, and of Fluent Bit that tries again.
    const expected = /FLB_NODE_E_WORKER_CRASHED|the instance restarts in|failed to flush chunk|the fixture throws|^\S* ?at /;
    expect(complaints(log).filter((line) => !expected.test(line))).toEqual([]);
  });
});
