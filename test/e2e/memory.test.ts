import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryFaults } from '../fixtures/memory-faults.ts';
import { fixture, type Host, hosts, scratch, start } from './support/hosts.ts';
import { numbers, upTo } from './support/ledger.ts';

const COUNT = 20;
/** What the log says of the end: beyond the limit, or a block of memory that was refused within the plugin's code. */
const REASON = /FLB_NODE_E_WORKER_OUT_OF_MEMORY|RangeError: (Array buffer allocation failed|Invalid typed array length)/;

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/**
 * One instance of each fault, every one with an output of its own; beside them a healthy input and output. All records
 * of all inputs must arrive, and the process must end by itself.
 */
async function contains(host: Host, kind: 'input' | 'output' | 'filter', faults: string[]): Promise<void> {
  const folder = scratch();
  const file = (n: number): string => join(folder, `records.${n}`);
  const faulty = (n: number): Record<string, string | number> => ({
    memory_fault: faults[n] ?? '',
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
  await running.until('all restarts', () => restarts() >= faults.length, 120_000);
  await running.until('all records', () => all.every((n) => numbers(file(n)).length >= COUNT));
  // Node with its Workers has that much; of the faults' 64 MiB and more each, little is left.
  await running.until('memory to return', () => residentMb(running.pid) < 400 + 40 * all.length);
  const { code, signal, log } = await running.stop();
  expect(signal, log).toBeNull();
  expect(code, log).toBe(0);
  expect(all.map((n) => numbers(file(n)))).toEqual(all.map(() => upTo(COUNT)));
  expect(log.split('\n').filter((line) => REASON.test(line)), log).toHaveLength(faults.length);
  expect(log).toMatch(/memory-faults\.ts:\d+/);
}

const names = Object.keys(memoryFaults);
/** As many at a time as a small machine has memory for. */
const groups = upTo(Math.ceil(names.length / 4)).map((n) => names.slice(4 * n, 4 * n + 4));

describe.each(hosts)('$name', (host) => {
  it.each(groups.map((group) => [group.join(', '), group] as const))(
    'contains inputs that run out of memory: %s',
    async (_, faults) => contains(host, 'input', faults),
  );

  it.each(['output', 'filter'] as const)('contains an %s that runs out of memory', async (kind) => {
    // A buffer that is refused is an error of the plugin like any other: a flush that throws it drops its chunk.
    await contains(host, kind, ['array grows', 'huge arrays', 'Buffers grow']);
  });
});
