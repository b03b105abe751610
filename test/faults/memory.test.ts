import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { memoryFaults } from '../fixtures/memory-faults.ts';
import { contains } from './contains.ts';
import { chosenHosts } from './hosts.ts';
import { upTo } from '../e2e/support/ledger.ts';

/** What the log says of the end: beyond the limit, or a block of memory that was refused within the plugin's code. */
const REASON = /FLB_NODE_E_WORKER_OUT_OF_MEMORY|RangeError: (Array buffer allocation failed|Invalid typed array length)/;

const names = Object.keys(memoryFaults);
/** As many at a time as the machine has memory for: until V8 comes to an end some take 4 GB. */
const atOnce = Math.max(1, Math.min(4, Math.floor(totalmem() / 4e9)));
const groups = upTo(Math.ceil(names.length / atOnce)).map((n) => names.slice(atOnce * n, atOnce * (n + 1)));

describe.each(chosenHosts)('$name', (host) => {
  it.each(groups.map((group) => [group.join(', '), group] as const))(
    'contains inputs that run out of memory: %s',
    async (_, faults) => {
      expect(await contains(host, 'input', faults, REASON)).toMatch(/memory-faults\.ts:\d+/);
    },
  );

  it.each(['output', 'filter'] as const)('contains an %s that runs out of memory', async (kind) => {
    // A buffer that is refused is an error of the plugin like any other: a flush that throws it drops its chunk.
    const log = await contains(host, kind, ['array grows', 'huge arrays', 'Buffers grow'], REASON);
    expect(log).toMatch(/memory-faults\.ts:\d+/);
  });
});
