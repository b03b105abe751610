/** Faults of plugins that must not reach the host or other plugins. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fixture, type Host, scratch, start } from '../e2e/support/hosts.ts';
import { numbers, upTo } from '../e2e/support/ledger.ts';

const COUNT = 20;

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/**
 * One instance of each fault, every one with an output of its own; beside them a healthy input and output. All records
 * of all inputs must arrive, the process must end by itself, and its log, which is returned, must have a line like
 * `reason` for each fault.
 */
export async function contains(
  host: Host,
  kind: 'input' | 'output' | 'filter',
  faults: string[],
  reason: RegExp,
): Promise<string> {
  const folder = scratch();
  const file = (n: number): string => join(folder, `records.${n}`);
  const faulty = (n: number): Record<string, string | number> => ({
    fault: faults[n] ?? '',
    once: join(folder, `once.${n}`),
    'node.heap_mb': 64,
  });
  const all = upTo(faults.length + 1);
  const at = (n: number, wanted: string): Record<string, string | number> =>
    n < faults.length && kind === wanted ? faulty(n) : {};
  const running = start(host, {
    service: { 'scheduler.base': 1, 'scheduler.cap': 1 },
    plugins: ['fixture-input', 'filter-fixture', 'fixture-output'].map(fixture),
    inputs: all.map((n) => ({ name: 'fixture-input', tag: `t.${n}`, count: COUNT, ...at(n, 'input') })),
    filters:
      kind === 'filter' ? faults.map((_, n) => ({ name: 'fixture', match: `t.${n}`, 'node.filter_timeout': '30s', ...faulty(n) })) : [],
    outputs: all.map((n) => ({
      name: 'fixture-output',
      match: `t.${n}`,
      file: file(n),
      workers: 1,
      retry_limit: 'no_limits',
      ...at(n, 'output'),
    })),
  });
  const restarts = (): number => running.log.split('the instance restarts in').length - 1;
  await running.until('all restarts', () => restarts() >= faults.length);
  await running.until('all records', () => all.every((n) => numbers(file(n)).length >= COUNT));
  // Node with its Workers has that much; of the faults' 64 MiB and more each, little is left.
  await running.until('memory to return', () => residentMb(running.pid) < 400 + 40 * all.length);
  const { code, signal, log } = await running.stop();
  expect(signal, log).toBeNull();
  expect(code, log).toBe(0);
  expect(all.map((n) => numbers(file(n)))).toEqual(all.map(() => upTo(COUNT)));
  const lines = log.split('\n').filter((line) => reason.test(line) && line.includes(`[${kind}:`));
  const silent = faults.filter((_, n) => !lines.some((line) => line.includes(`.${n}] `)));
  expect(silent, log).toEqual([]);
  return log;
}
