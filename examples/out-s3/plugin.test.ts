import { gunzipSync } from 'node:zlib';
import { EventTime } from 'fluent-bit-node';
import { flushOutput, startInstance } from 'fluent-bit-node/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREDENTIALS, startStore } from './fake-s3.mjs';
import { formatKey } from './key.ts';
import plugin from './plugin.ts';

let store: Awaited<ReturnType<typeof startStore>>;

beforeEach(async () => {
  store = await startStore();
});
afterEach(() => store.stop());

const config = (more: object = {}) => ({
  endpoint: store.url,
  bucket: 'logs',
  access_key_id: CREDENTIALS.accessKeyId,
  secret_access_key: CREDENTIALS.secretAccessKey,
  batch_wait: '10ms',
  ...more,
});

const at = new EventTime(Date.parse('2026-11-20T19:05:09Z') / 1000, 123_456_789);
const messages = [
  { time: at, record: { message: 'hello' } },
  { time: at, record: { message: 'again', n: 2n ** 63n } },
];
const linesOf = (key: string): unknown[] => {
  const body = gunzipSync(store.objects.get(key)?.body ?? Buffer.alloc(0)).toString();
  return body.trimEnd().split('\n').map((line) => JSON.parse(line));
};

test('stores a chunk as one object, signed and compressed', async () => {
  const { status, error, logs } = await flushOutput(plugin, messages, { config: config(), tag: 'app' });
  expect(error).toBeUndefined();
  expect(status).toBe('ok');
  const [key = ''] = store.objects.keys();
  expect(key).toMatch(/^logs\/app\/2026\/11\/20\/19\/0509-[0-9a-f]{16}\.jsonl\.gz$/);
  expect(linesOf(key)).toMatchObject([{ message: 'hello' }, { message: 'again' }]);
  expect(store.objects.get(key)?.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/x-ndjson' });
  expect(logs).toMatchObject([{ level: 'info', message: expect.stringMatching(/^stored app\/.*: 1 chunks, \d+ bytes$/) }]);
});

test('stores plain text, under a key of any characters', async () => {
  const key_format = "/tagged/$TAG/it's (a) key+é=%H*";
  const { status } = await flushOutput(plugin, messages, { config: config({ key_format, compress: 'off' }), tag: 'app x' });
  expect(status).toBe('ok');
  const object = store.objects.get("logs/tagged/app x/it's (a) key+é=19*");
  expect(object?.body.toString().split('\n')).toHaveLength(3);
});

test('signs a session token, too', async () => {
  const { status } = await flushOutput(plugin, messages, { config: config({ session_token: 'temporary' }) });
  expect(status).toBe('ok');
  const [object] = store.objects.values();
  expect(object?.headers).toMatchObject({ 'x-amz-security-token': 'temporary' });
});

describe('flushes that are under way together', () => {
  test('share an object, and its outcome', async () => {
    const instance = await startInstance(plugin, { config: config({ batch_wait: '1s' }) });
    const flushes = ['app', 'app', 'other'].map((tag) => instance.flush(messages, { tag }));
    expect((await Promise.all(flushes)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    await instance.cancel();
    const keys = [...store.objects.keys()].sort();
    expect(keys.map((key) => linesOf(key).length)).toEqual([4, 2]);
    expect(keys.map((key) => key.split('/')[1])).toEqual(['app', 'other']);
  });

  test('wait no longer when there is enough', async () => {
    const instance = await startInstance(plugin, { config: config({ batch_wait: '1h', batch_size: '100' }) });
    const flushes = [1, 2].map(() => instance.flush(messages, { tag: 'app' }));
    expect((await Promise.all(flushes)).map(({ status }) => status)).toEqual(['ok', 'ok']);
    await instance.cancel();
  });
});

test('stores what is sent again in the place of the first', async () => {
  const instance = await startInstance(plugin, { config: config() });
  for (const _attempt of [1, 2]) await instance.flush(messages, { tag: 'app' });
  await instance.cancel();
  expect(store.objects.size).toBe(1);
});

describe('what Fluent Bit is told', () => {
  const answer = (status: number, code: string) => store.failNext((response) => response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`));

  test.each([
    [503, 'SlowDown', 'retry'],
    [500, 'InternalError', 'retry'],
    [400, 'RequestTimeout', 'retry'],
    [400, 'EntityTooLarge', 'error'],
    [404, 'NoSuchBucket', 'error'],
    [301, 'PermanentRedirect', 'error'],
  ])('of %d %s: %3$s', async (status, code, expected) => {
    answer(status, code);
    const result = await flushOutput(plugin, messages, { config: config() });
    expect(result.status).toBe(expected);
    expect(String(result.error)).toContain(`the store answered ${status} ${code}`);
  });

  test('of a wrong secret: error, without the secret', async () => {
    const secret_access_key = 'not-the-right-one';
    const { status, error, logs } = await flushOutput(plugin, messages, { config: config({ secret_access_key }) });
    expect([status, String(error)]).toEqual(['error', expect.stringContaining('403 SignatureDoesNotMatch')]);
    expect(JSON.stringify(logs)).not.toContain(secret_access_key);
  });

  test('of no answer: retry', async () => {
    store.failNext(() => {}); // keeps the request
    const { status, error } = await flushOutput(plugin, messages, { config: config({ timeout: '100ms' }) });
    expect([status, String(error)]).toEqual(['retry', expect.stringContaining('no answer within 100 ms')]);
  });

  test('of no connection: retry', async () => {
    const { status, error } = await flushOutput(plugin, messages, { config: config({ endpoint: 'http://127.0.0.1:1' }) });
    expect([status, String(error)]).toEqual(['retry', expect.stringContaining('cannot be reached')]);
  });

  test('of the end: retry', async () => {
    store.failNext(() => {});
    const instance = await startInstance(plugin, { config: config() });
    const flush = instance.flush(messages, { tag: 'app' });
    await instance.cancel();
    expect((await flush).status).toBe('retry');
  });
});

test('a key has what its format says, in UTC', () => {
  const parts = { tag: 'app.web', time: new Date('2026-01-02T03:04:05.678Z'), id: 'abc' };
  expect(formatKey('/$TAG/%Y-%m-%d/%H%M%S/$ID-%x-$$', parts)).toBe('app.web/2026-01-02/030405/abc-%x-$$');
});
