import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { allHosts, fixture, hosts, scratch, start, type Config } from './support/hosts.ts';
import { entries, numbers, upTo } from './support/ledger.ts';

const json = (file: string): Record<string, number> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;

/** One fixture-input into one fixture-output. */
function pipeline(input: Record<string, string | number>, output: Record<string, string | number>): Config & { file: string; ledger: string; summary: string } {
  const folder = scratch();
  const [file, ledger, summary] = ['records', 'ledger', 'summary'].map((name) => join(folder, name)) as [string, string, string];
  return {
    file,
    ledger,
    summary,
    plugins: [fixture('fixture-input'), fixture('fixture-output')],
    inputs: [{ name: 'fixture-input', tag: 't', ledger, ...input }],
    outputs: [{ name: 'fixture-output', match: '*', file, summary, workers: 1, ...output }],
  };
}

describe.each(allHosts)('$name', (host) => {
  it('delivers 10,000 queued records when SIGTERM comes', async () => {
    // The plugin writes all at once and sends the signal itself, so they are still queued when it comes.
    const config = pipeline({ count: 10_000, sigterm: 1 }, {});
    const { code, log } = await start(host, config).ended();
    expect(code, log).toBe(0);
    expect(numbers(config.file)).toEqual(upTo(10_000));
    expect(json(config.ledger)).toEqual({ accepted: 10_000, cancelled: 0 });
  });

  it('delivers exactly what write() accepted when SIGTERM interrupts a flood', async () => {
    // The queue is small, so write() waits most of the time and is cut short by the shutdown.
    const config = pipeline({ count: 100_000_000, padding: 100, 'node.buffer_limit': '64K' }, {});
    const running = start(host, config);
    await running.until('some records', () => entries(config.file).length > 100);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    const { accepted, cancelled } = json(config.ledger);
    expect(cancelled).toBe(1);
    expect(numbers(config.file)).toEqual(upTo(accepted ?? -1));
  });
});

describe.each(hosts)('$name', (host) => {
  it('has four flushes in flight with workers 4', async () => {
    const config = pipeline({}, { workers: 4, delay: 2000 });
    // Four inputs: four chunks that are flushed at the same time.
    const inputs = upTo(4).map((n) => ({ name: 'fixture-input', tag: `t.${n}`, count: 10 }));
    const running = start(host, { ...config, inputs });
    await running.until('all records', () => entries(config.file).length >= 40);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    // An input's records may come in two chunks, so there may be more flushes than inputs.
    expect(json(config.summary)['mostAtOnce']).toBeGreaterThanOrEqual(4);
    for (const n of upTo(4)) {
      expect(entries(config.file).filter(({ tag }) => tag === `t.${n}`).map((entry) => entry.n)).toEqual(upTo(10));
    }
  });

  it('sends a chunk again after a RetryError, and drops it after any other error', async () => {
    const again = pipeline({ count: 5 }, { retries: 1 });
    const retrying = start(host, { ...again, service: { 'scheduler.base': 1, 'scheduler.cap': 1 } });
    await retrying.until('the records', () => entries(again.file).length >= 5);
    const retried = await retrying.stop();
    expect(retried.code, retried.log).toBe(0);
    expect(numbers(again.file)).toEqual(upTo(5));
    expect(retried.log).toContain('the fixture wants it again');

    const dropped = pipeline({ count: 5 }, { fail: 1 });
    const dropping = start(host, dropped);
    await dropping.see(/the fixture drops it .*FLB_NODE_E_FLUSH_FAILED|FLB_NODE_E_FLUSH_FAILED[^]*the fixture drops it/);
    await sleep(2500);
    expect((await dropping.stop()).code).toBe(0);
    expect(entries(dropped.file)).toEqual([]);
  });

  it('answers RETRY for a flush that does not settle in time', async () => {
    const config = pipeline({ count: 1 }, { hang: 1, 'node.flush_timeout': '300ms', retry_limit: 1 });
    const running = start(host, config);
    await running.see(/flush did not finish within 300 ms.*FLB_NODE_E_FLUSH_TIMEOUT/);
    // The plugin is told as well: its context is cancelled.
    await running.see('the fixture stops its work');
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
  });

  it('restarts an instance that crashed, and loses nothing that was accepted', async () => {
    for (const crash of ['throw', 'exit', 'heap', 'timer']) {
      // Each life writes 0 to 19 and crashes; then its successor does the same.
      const config = pipeline({ count: 30, crash_at: 20, crash, 'node.restart': 2, 'node.heap_mb': 64 }, {});
      const running = start(host, config);
      await running.see('FLB_NODE_E_GAVE_UP');
      await running.until('the records of three lives', () => entries(config.file).length >= 60);
      const { code, log } = await running.stop();
      expect(code, log).toBe(0);
      const lives = crash === 'timer' ? 30 : 20;
      expect(numbers(config.file)).toEqual(upTo(lives).flatMap((n) => [n, n, n]));
      const codes: Record<string, string> = { throw: 'COLLECT_FAILED', heap: 'WORKER_OUT_OF_MEMORY' };
      expect(log).toContain(`FLB_NODE_E_${codes[crash] ?? 'WORKER_CRASHED'}`);
      if (crash === 'throw') expect(log).toMatch(/the fixture crashes in collect[^]*plugin\.ts:\d+/);
    }
  });
});
