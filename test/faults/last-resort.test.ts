import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fatalFaults } from '../fixtures/fatal-faults.ts';
import { fixture, scratch, start } from '../e2e/support/hosts.ts';
import { chosenHosts } from './hosts.ts';
import { numbers, upTo } from '../e2e/support/ledger.ts';

describe.each(chosenHosts)('$name', (host) => {
  it.each(Object.keys(fatalFaults))('goes on without an output that ends with %s', async (fault) => {
    const folder = scratch();
    const file = (name: string): string => join(folder, name);
    const running = start(host, {
      plugins: ['fixture-input', 'fixture-output'].map(fixture),
      inputs: ['bad', 'good'].map((tag) => ({ name: 'fixture-input', tag, count: 20, burst: 1, every: 100 })),
      outputs: [
        { name: 'fixture-output', match: 'bad', file: file('bad'), workers: 1, fault, once: file('once'), 'node.heap_mb': 4096, 'node.exit_timeout': '1s' },
        { name: 'fixture-output', match: 'good', file: file('good'), workers: 1 },
      ],
    });
    await running.see(/output:fixture-output:fixture-output\.0\].*FLB_NODE_E_WORKER_FATAL/);
    // Its flush was answered, and so are those that come.
    await running.see(/failed to flush chunk|retry/i);
    await running.until('the records of the other output', () => numbers(file('good')).length >= 20);
    const { code, signal, log } = await running.stop();
    expect(signal, log).toBeNull();
    expect(code, log).toBe(0);
    expect(numbers(file('good'))).toEqual(upTo(20));
  });
});
