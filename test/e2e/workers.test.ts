import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaints, fixture, hosts, scratch, start } from './support/hosts.ts';
import { entries, upTo } from './support/ledger.ts';

const INPUTS = 8;
const RECORDS = 400;

/** Of which input, and its number. */
const idsOf = (file: string): Set<string> => new Set(entries(file).map(({ tag, n }) => `${tag} ${n}`));

describe.each(hosts)('$name', (host) => {
  it.each(['exit', 'timer'])('delivers everything with workers 8 while the instance crashes (%s)', async (crash) => {
    const file = join(scratch(), 'records');
    // The eighth flush of a life ends it, while others are under way. Those are answered RETRY.
    // The less of them gets through in a life, the more lives there are: not with waits of up to 30 s.
    const faults = { delay: 30, crash_after: 8, crash, 'node.restart_delay': '10ms' };
    const running = start(host, {
      service: { 'scheduler.base': 1, 'scheduler.cap': 1 },
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      inputs: upTo(INPUTS).map((n) => ({ name: 'fixture-input', tag: `t.${n}`, count: RECORDS, burst: 100, every: 200 })),
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 8, retry_limit: 'no_limits', ...faults }],
    });
    await running.until('all records', () => idsOf(file).size >= INPUTS * RECORDS);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    const written = upTo(INPUTS).flatMap((input) => upTo(RECORDS).map((n) => `t.${input} ${n}`));
    expect(idsOf(file)).toEqual(new Set(written));
    expect(log.match(/FLB_NODE_E_WORKER_CRASHED/g)?.length, log).toBeGreaterThanOrEqual(3);
    // Of the crash, and of Fluent Bit that tries again.
    const expected = /FLB_NODE_E_WORKER_CRASHED|the instance restarts in|failed to flush chunk|the fixture throws|process\.exit\(7\)|\] +at /;
    expect(complaints(log).filter((line) => !expected.test(line))).toEqual([]);
  });
});
