import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventTime } from 'fluent-bit-node';
import { flushOutput } from 'fluent-bit-node/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import plugin from './plugin.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'my-plugin-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('appends a line for each record, and counts the bytes', async () => {
  const path = join(folder, 'records');
  const time = new EventTime(1_700_000_000);
  const messages = [
    { time, record: { message: 'one' } },
    { time, record: { message: 'two' } },
  ];
  const { status, metrics } = await flushOutput(plugin, messages, { config: { path } });
  expect(status).toBe('ok');
  const text = await readFile(path, 'utf8');
  expect(text).toBe('{"date":1700000000.0,"message":"one"}\n{"date":1700000000.0,"message":"two"}\n');
  expect(metrics.value('my_plugin_bytes_total')).toBe(text.length);
});

test('asks for a retry while the file cannot be written', async () => {
  const path = join(folder, 'missing', 'records');
  const { status } = await flushOutput(plugin, [{ record: { message: 'one' } }], { config: { path } });
  expect(status).toBe('retry');
});
