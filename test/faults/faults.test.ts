/** Whatever a plugin does, Fluent Bit goes on: each fault in each kind of plugin, with a healthy instance beside it. */
import { describe, expect, it } from 'vitest';
import { chosenHosts } from './hosts.ts';
import { upTo } from '../e2e/support/ledger.ts';
import type { FaultName } from '../fixtures/faults.ts';
import { type Kind, table } from './table.ts';
import { SHORT, World } from './world.ts';

const KINDS: Kind[] = ['input', 'output', 'filter'];
const RESTARTS = /the instance restarts in \d+ ms/;
const names = Object.keys(table) as FaultName[];

/** An input has no call that somebody waits for. */
const applies = (name: FaultName, kind: Kind): boolean => name !== 'a promise that never settles' || kind !== 'input';

async function endsWell(world: World): Promise<string> {
  const { code, signal, log } = await world.stop();
  expect({ code, signal }, log).toEqual({ code: 0, signal: null });
  const { accepted, kept } = world.healthy();
  expect(kept, log).toEqual(upTo(accepted));
  return log;
}

describe.each(chosenHosts)('$name', (host) => {
  for (const name of names) {
    for (const kind of KINDS.filter((kind) => applies(name, kind))) {
      it.concurrent(`${name}: ${kind}`, async () => {
        const expected = table[name](kind);
        const world = new World(host, kind, { fault: name, ...(name === 'a promise that never settles' ? SHORT : {}) });
        const recovered = (): boolean =>
          expected.log.every((pattern) => pattern.test(world.running.log)) &&
          RESTARTS.test(world.running.log) === expected.restarts &&
          (expected.dropsChunk ? world.missing().length < 30 : world.missing().length === 0);
        await world.running.until('all records, and what the log must have', recovered);
        // The last ones come when the fault is long over.
        if (expected.dropsChunk) await world.running.until('the last record', () => !world.missing().includes(39));

        const log = await endsWell(world);
        expect(RESTARTS.test(log), log).toBe(expected.restarts);
        const missing = world.missing();
        // One chunk, so one after the other.
        if (expected.dropsChunk) expect(missing, log).toEqual(upTo(missing.length).map((n) => n + (missing[0] ?? 0)));
        if (expected.dropsChunk) expect(missing.length, log).toBeGreaterThan(0);
        // Only Fluent Bit's own retry may bring a record twice, and the fixture keeps none that it does not answer for.
        expect(world.repeated(), log).toEqual([]);
      });
    }
  }

  it.concurrent.each(KINDS)('ignores cancellation: %s', async (kind) => {
    const world = new World(host, kind, { fault: '', stubborn: 'on', 'node.exit_timeout': '500ms', ...SHORT });
    if (kind === 'input') await world.running.until('all records', () => world.missing().length === 0);
    else await world.running.see(kind === 'output' ? 'FLB_NODE_E_FLUSH_TIMEOUT' : 'FLB_NODE_E_FILTER_TIMEOUT');
    expect(await endsWell(world)).toMatch(/FLB_NODE_E_EXIT_TIMEOUT/);
  });
});
