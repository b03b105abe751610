import { applyFilter } from 'fluent-bit-node/testing';
import { expect, test } from 'vitest';
import plugin from './plugin.ts';

test('drops the level, and adds the environment to the others', async () => {
  const messages = [{ record: { level: 'trace' } }, { record: { level: 'info', message: 'hello' } }];
  const { status, records } = await applyFilter(plugin, messages, { config: { drop: 'trace', environment: 'test' } });
  expect(status).toBe('modified');
  expect(records).toEqual([{ level: 'info', message: 'hello', environment: 'test' }]);
});

test('drops a chunk that has nothing else', async () => {
  const { status } = await applyFilter(plugin, [{ record: { level: 'debug' } }]);
  expect(status).toBe('dropped');
});
