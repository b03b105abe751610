/** Every example keeps the contract. */
import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PluginDefinition } from '../../../src/index.ts';
import { checkContract, resetRegistration, type ContractOptions } from '../../../src/testing/index.ts';

const examples = new URL('../../../examples/', import.meta.url);

const OPTIONS: Readonly<Record<string, ContractOptions>> = {
  'out-multiinstance': { config: { id: 'a' }, otherConfig: { id: 'b' } },
};

beforeEach(resetRegistration);

describe('the contract', () => {
  test.each(readdirSync(examples))('%s', async (name) => {
    const { default: plugin } = (await import(new URL(`${name}/plugin.ts`, examples).pathname)) as { default: PluginDefinition };
    const { checks } = await checkContract(plugin, OPTIONS[name]);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    // Only what needs a target, other signals or another configuration is left out.
    for (const { name: check, status, seen } of checks) {
      if (status === 'skipped') expect(seen, check).toMatch(/`failing`|`refusing`|it takes no logs|`otherConfig`|differs from run to run/);
    }
  });
});
