/** Every example keeps the contract: those that talk to a server with one that works, is down, refuses, and hangs. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApi } from '../../../examples/in-http-api/server.mjs';
import { CREDENTIALS, startStore } from '../../../examples/out-s3/fake-s3.mjs';
import type { PluginDefinition } from '../../../src/index.ts';
import { checkContract, resetRegistration, type ContractOptions } from '../../../src/testing/index.ts';

const examples = new URL('../../../examples/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'contract-'));

let api: Awaited<ReturnType<typeof startApi>>;
let store: Awaited<ReturnType<typeof startStore>>;
/** Takes connections, and says nothing. */
let silent: Server;

/** A port that was open a moment ago. */
const DOWN = 'http://127.0.0.1:9';

const optionsOf = (name: string): ContractOptions => {
  switch (name) {
    case 'out-multiinstance':
      return { config: { id: 'a' }, otherConfig: { id: 'b' } };
    case 'filter-enrich': {
      const table = join(folder, 'table.json');
      writeFileSync(table, JSON.stringify({ '10.0.0.0/8': { site: 'home' } }));
      return { config: { table } };
    }
    case 'in-http-api':
      return { config: { url: api.url, interval: '100ms', backoff: '10ms' }, stimulate: () => void api.add('more') };
    case 'out-s3':
      return {
        config: {
          endpoint: store.url,
          bucket: 'logs',
          access_key_id: CREDENTIALS.accessKeyId,
          secret_access_key: CREDENTIALS.secretAccessKey,
          batch_wait: '10ms',
        },
        failing: { endpoint: DOWN },
        refusing: { secret_access_key: 'wrong' },
        hanging: { endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` },
      };
    default:
      return {};
  }
};

beforeAll(async () => {
  api = await startApi();
  store = await startStore();
  silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await api.stop();
  await store.stop();
  silent.close();
  rmSync(folder, { recursive: true });
});
beforeEach(resetRegistration);

describe('the contract', () => {
  test.each(readdirSync(examples))('%s', async (name) => {
    const { default: plugin } = (await import(new URL(`${name}/plugin.ts`, examples).pathname)) as { default: PluginDefinition };
    const { checks } = await checkContract(plugin, optionsOf(name));
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    // Only what needs a target, other signals or another configuration is left out.
    for (const { name: check, status, seen } of checks) {
      if (status === 'skipped') expect(seen, check).toMatch(/`failing`|`refusing`|it takes no logs|`otherConfig`|differs from run to run/);
    }
  });
});
