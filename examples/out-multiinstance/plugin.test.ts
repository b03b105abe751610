import { writeSync } from 'node:fs';
import { startInstance } from 'fluent-bit-node/testing';
import { expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof import('node:fs')>()), writeSync: vi.fn() }));

test('two instances count for themselves', async () => {
  const first = await startInstance(plugin, { config: { id: 'first' } });
  const second = await startInstance(plugin, { config: { id: 'second' } });
  await first.flush([{ record: { n: 1 } }, { record: { n: 2 } }], { tag: 'a' });
  await second.flush([{ record: { n: 3 } }], { tag: 'b' });
  await Promise.all([first.cancel(), second.cancel()]);
  expect(vi.mocked(writeSync).mock.calls.map(([, text]) => text)).toEqual([
    '[first] #1 a {"n":1}\n',
    '[first] #2 a {"n":2}\n',
    '[second] #1 b {"n":3}\n',
  ]);
});

test('needs an id', async () => {
  await expect(startInstance(plugin)).rejects.toThrow(/id is missing/);
});
