import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInput, startInstance } from 'fluent-bit-node/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import plugin from './plugin.ts';
import { startApi } from './server.mjs';

const TOKEN = 'let-me-in-1234';
let api: Awaited<ReturnType<typeof startApi>>;

beforeEach(async () => {
  api = await startApi({ token: TOKEN });
});
afterEach(() => api.stop());

const config = (more: object = {}) => ({ url: api.url, token: TOKEN, interval: '5ms', backoff: '1ms', ...more });
const addEvents = (...messages: string[]): void => messages.forEach(api.add);
const texts = (records: readonly { [key: string]: unknown }[]): unknown[] => records.map(({ message }) => message);

test('reads page after page, and then what is new', async () => {
  addEvents('one', 'two', 'three', 'four', 'five');
  const instance = await startInstance(plugin, { config: config({ page_size: 2 }) });
  await instance.received(5);
  expect(api.requests.slice(0, 3)).toEqual(['?limit=2', '?limit=2&after=2', '?limit=2&after=4']);
  addEvents('six');
  await instance.received(6);
  await instance.cancel();
  expect(texts(instance.records)).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
});

test('gives a record the time of its event', async () => {
  addEvents('one');
  const { messages } = await runInput(plugin, { config: config(), limit: 1 });
  expect(messages[0]?.record['at']).toBe(messages[0]?.time.toDate().toISOString());
});

test('goes on where it was, after a restart', async () => {
  const state_file = join(mkdtempSync(join(tmpdir(), 'in-http-api-')), 'cursor');
  addEvents('one', 'two');
  const first = await startInstance(plugin, { config: config({ state_file }) });
  await first.received(2);
  await first.waitFor(() => readCursor(state_file) === '2\n');
  await first.cancel();
  addEvents('three');
  const { records } = await runInput(plugin, { config: config({ state_file }), limit: 1 });
  expect(texts(records)).toEqual(['three']);
});

const readCursor = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

test('asks again after an error of the server, as late as that says', async () => {
  addEvents('one');
  api.failNext((response) => response.writeHead(503).end());
  api.failNext((response) => response.writeHead(429, { 'retry-after': '0' }).end());
  const { records, logs } = await runInput(plugin, { config: config(), limit: 1 });
  expect(texts(records)).toEqual(['one']);
  expect(logs.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the API answered 503; asking again in \d+ ms$/),
    'the API answered 429; asking again in 0 ms',
  ]);
});

test('asks again when no answer comes', async () => {
  addEvents('one');
  api.failNext(() => {}); // keeps the request
  api.failNext((response) => response.destroy());
  const { logs } = await runInput(plugin, { config: config({ timeout: '200ms' }), limit: 1 });
  expect(logs.map(({ message }) => message)).toEqual([
    expect.stringContaining('no answer within 200 ms'),
    expect.stringContaining('the API cannot be reached'),
  ]);
});

test('ends with what no waiting mends', async () => {
  await expect(runInput(plugin, { config: config({ token: 'wrong-token' }), limit: 1 })).rejects.toThrow(/answered 401/);
});

test('ends at once when it is told to, in the middle of a request', async () => {
  api.failNext(() => {}); // keeps the request
  const instance = await startInstance(plugin, { config: config({ timeout: '1h' }) });
  await instance.waitFor(() => api.requests.length === 1);
  await instance.cancel();
  expect(instance.logs).toEqual([]);
});
