import { writeSync } from 'node:fs';
import { EventTime } from 'fluent-bit-node';
import { flushOutput } from 'fluent-bit-node/testing';
import { beforeEach, expect, test, vi } from 'vitest';
import plugin from './plugin.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof import('node:fs')>()), writeSync: vi.fn() }));
const printed = (): unknown[][] => vi.mocked(writeSync).mock.calls;
beforeEach(() => vi.clearAllMocks());

const time = new EventTime(1_700_000_000, 123_456_789);

test('prints a line per record, with its number, tag and time', async () => {
  const messages = [
    { time, record: { message: 'one' } },
    { time, record: { message: 'two', big: 2n ** 60n } },
  ];
  const { status } = await flushOutput(plugin, messages, { tag: 'app' });
  expect(status).toBe('ok');
  expect(printed()).toEqual([
    [
      1,
      '[0] app: [2023-11-14T22:13:20.123456789Z, {"message":"one"}]\n' +
        '[1] app: [2023-11-14T22:13:20.123456789Z, {"message":"two","big":"1152921504606846976"}]\n',
    ],
  ]);
});

test('has a chunk dropped when it cannot print', async () => {
  vi.mocked(writeSync).mockImplementation(() => {
    throw new Error('EPIPE');
  });
  const { status, logs } = await flushOutput(plugin, [{ record: { message: 'one' } }]);
  expect(status).toBe('error');
  expect(logs.some(({ message }) => message.includes('EPIPE'))).toBe(true);
});
