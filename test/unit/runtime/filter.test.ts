import { beforeEach, describe, expect, test } from 'vitest';
import { encodeChunk } from '../../../src/testing/encode.ts';
import type { Chunk } from '../../../src/plugin/chunk.ts';
import { registerFilter, resetRegistration } from '../../../src/plugin/register.ts';
import type { FilterDefinition, FilterPlugin } from '../../../src/plugin/types.ts';
import { applyFilter, startInstance } from '../../../src/testing/index.ts';

beforeEach(resetRegistration);

const filterOf = (filter: FilterPlugin['filter']): FilterDefinition =>
  registerFilter('test', 'test', () => ({ init() {}, filter }));
const message = (n: number) => ({ record: { n } });
const chunk = [message(1), message(2), message(3)];
const odd = (all: Chunk) => [...all].filter(({ record }) => Number(record['n']) % 2 === 1);
const text = (logs: readonly { level: string; message: string }[]): string =>
  logs.map(({ level, message: line }) => `[${level}] ${line}`).join('\n');

describe('a chunk passes untouched', () => {
  test.each<[string, FilterPlugin['filter']]>([
    ['nothing', () => {}],
    ['undefined', () => undefined],
    ['a promise of nothing', async () => {}],
    ['the chunk', (_, all) => all],
    ['a promise of the chunk', async (_, all) => all],
    [
      'the chunk, after it was read and changed in place',
      (_, all) => {
        for (const { record } of all) record['n'] = 0;
        return all;
      },
    ],
  ])('for %s', async (_name, filter) => {
    const input = encodeChunk(chunk);
    const { status, bytes, logs } = await applyFilter(filterOf(filter), input);
    expect(status).toBe('untouched');
    expect(bytes).toEqual(input);
    expect(logs).toEqual([]);
  });
});

describe('a chunk is what filter returns', () => {
  test.each<[string, FilterPlugin['filter']]>([
    ['an array', (_, all) => odd(all)],
    ['a promise', async (_, all) => odd(all)],
    ['a Set', (_, all) => new Set(odd(all))],
    [
      'a generator',
      function* (_, all) {
        yield* odd(all);
      },
    ],
    [
      'an async generator',
      async function* (_, all) {
        yield* odd(all);
      },
    ],
  ])('by %s', async (_name, filter) => {
    const { status, records, logs } = await applyFilter(filterOf(filter), chunk);
    expect(status).toBe('modified');
    expect(records).toEqual([{ n: 1 }, { n: 3 }]);
    expect(logs).toEqual([]);
  });

  test('and none, when there are none', async () => {
    const { status, records } = await applyFilter(filterOf(() => []), chunk);
    expect([status, records]).toEqual(['dropped', []]);
  });

  test('with the times, metadata and groups of messages that are kept, changed or copied', async () => {
    const group = { metadata: { resource_id: 1 }, attributes: { resource: { a: 'b' } } };
    const given = [1, 2, 3].map((n) => ({ time: BigInt(n), metadata: { n }, record: { n }, group }));
    const filter: FilterPlugin['filter'] = (_, all) =>
      [...all].map((each, i) => {
        if (i === 1) each.record['n'] = 20;
        return i === 2 ? { ...each, record: { n: 30 } } : each;
      });
    const { messages } = await applyFilter(filterOf(filter), given);
    expect(messages.map((each) => [each.time.nanoseconds, each.metadata, each.record, each.group])).toEqual([
      [1, { n: 1 }, { n: 1 }, group],
      [2, { n: 2 }, { n: 20 }, group],
      [3, { n: 3 }, { n: 30 }, group],
    ]);
  });

  test('and an added message without a time gets the present one', async () => {
    const before = Date.now();
    const { messages } = await applyFilter(filterOf((_, all) => [...all, { record: { added: true } }]), chunk);
    expect(messages).toHaveLength(4);
    expect(messages[3]?.time.toDate().getTime()).toBeGreaterThanOrEqual(before);
  });
});

describe('a filter that fails', () => {
  const failures: [string, FilterPlugin['filter'], RegExp][] = [
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      /broken/,
    ],
    ['rejects', () => Promise.reject(new Error('broken')), /broken/],
    [
      'throws on the way',
      function* () {
        yield message(1);
        throw new Error('broken');
      },
      /broken/,
    ],
    ['returns a number', (() => 1) as never, /filter returned 1, not messages/],
    ['returns null', (() => null) as never, /filter returned null/],
    ['returns a text', (() => 'text') as never, /filter returned 'text'/],
    ['returns a message', (() => message(1)) as never, /filter returned \{ record: \[Object\] \}, not messages/],
    ['returns records', (() => [{ n: 1 }]) as never, /record is of type undefined/],
  ];
  test.each(failures)('%s: the chunk passes, and the log says why', async (_name, filter, reason) => {
    const { status, records, error, logs } = await applyFilter(filterOf(filter), chunk);
    expect(status).toBe('untouched');
    expect(records).toHaveLength(3);
    expect(String(error)).toMatch(reason);
    expect(logs).toHaveLength(1);
    expect(text(logs)).toMatch(/^\[error\] \[FILTER\] test\.0: filter failed, the chunk passes unchanged: .*FLB_NODE_E_FILTER_FAILED/);
    expect(text(logs)).toMatch(reason);
  });

  test.each(failures)('%s, and node.on_error is drop: the chunk is dropped', async (_name, filter) => {
    const { status, logs } = await applyFilter(filterOf(filter), chunk, { config: { 'node.on_error': 'drop' } });
    expect(status).toBe('dropped');
    expect(text(logs)).toContain('FLB_NODE_E_FILTER_DROPPED');
  });

  test('costs no other chunk', async () => {
    let calls = 0;
    const instance = await startInstance(
      filterOf(() => {
        calls += 1;
        if (calls === 1) throw new Error('broken');
        return [];
      }),
    );
    expect((await instance.filter(chunk)).status).toBe('untouched');
    expect((await instance.filter(chunk)).status).toBe('dropped');
    await instance.cancel();
  });
});

test('that fails again and again is logged once, and counted', async () => {
  const instance = await startInstance(filterOf(() => Promise.reject(new Error('broken'))));
  for (let n = 0; n < 5; n += 1) await instance.filter(chunk);
  expect(instance.logs).toHaveLength(1);
  await instance.cancel();
  expect(instance.logs).toHaveLength(2);
  expect(text(instance.logs)).toMatch(/4 more of this kind within \d+ s, the last: \[FILTER\] test\.0: filter failed/);
});

test('gets the tag and a context that ends with the call', async () => {
  let seen: { tag: string; signal: AbortSignal } | undefined;
  await applyFilter(
    filterOf((ctx, { tag }) => {
      seen = { tag, signal: ctx.signal };
      expect(ctx.cancelled).toBe(false);
    }),
    chunk,
    { tag: 'app.x' },
  );
  expect(seen?.tag).toBe('app.x');
  expect(seen?.signal.aborted).toBe(true);
});

test('is cut short by the end, and gives no answer', async () => {
  const instance = await startInstance(
    filterOf(async (ctx) => {
      await ctx.sleep(60_000);
      return [];
    }),
  );
  const answer = instance.filter(chunk);
  await instance.cancel();
  expect((await answer).status).toBe('unanswered');
  expect(text(instance.logs)).not.toContain('error');
});

test('a record that cannot be decoded is left out of a changed chunk, and reported', async () => {
  const bytes = new Uint8Array([...encodeChunk([message(1)]), 0xc1, ...encodeChunk([message(2)])]);
  const { records, logs } = await applyFilter(filterOf((_, all) => [...all]), bytes);
  expect(records).toEqual([{ n: 1 }, { n: 2 }]);
  expect(text(logs)).toContain('FLB_NODE_E_BAD_RECORD');
});

test('a plugin without filter fails the start', async () => {
  const plugin = registerFilter('test', 'test', (() => ({ init() {} })) as never);
  await expect(startInstance(plugin)).rejects.toThrow(/no method filter/);
});

test('a bad node.on_error fails the start', async () => {
  const config = { 'node.on_error': 'retry' };
  await expect(startInstance(filterOf(() => {}), { config })).rejects.toThrow(/node\.on_error is "retry", expected pass or drop/);
});
