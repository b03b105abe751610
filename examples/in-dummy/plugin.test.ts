import { runInput } from 'fluent-bit-node/testing';
import { afterEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

afterEach(() => vi.useRealTimers());

test('writes a record a second, with the text of its section', async () => {
  vi.useFakeTimers();
  const run = runInput(plugin, { config: { foo: 'from the section' }, limit: 3 });
  await vi.advanceTimersByTimeAsync(3000);
  const { messages, records } = await run;
  expect(records).toEqual(Array(3).fill({ message: 'hello from in-dummy', foo: 'from the section' }));
  const [first, second] = messages.map(({ time }) => time.toDate().getTime());
  expect(Number(second) - Number(first)).toBe(1000);
});

test('has a default', async () => {
  const { records } = await runInput(plugin, { limit: 1 });
  expect(records[0]).toMatchObject({ foo: 'bar' });
});
