import { startInstance } from 'fluent-bit-node/testing';
import { expect, test } from 'vitest';
import plugin from './plugin.ts';

test('greets at the start and leaves at the end', async () => {
  const instance = await startInstance(plugin, { config: { greeting: 'good morning' } });
  await instance.cancel();
  const messages = instance.logs.map(({ message }) => message);
  expect(messages).toEqual(['good morning from custom-extension', 'bye from custom-extension']);
});
