import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventTime } from 'fluent-bit-node';
import { applyFilter, startInstance, type TestInstance } from 'fluent-bit-node/testing';
import { describe, expect, test } from 'vitest';
import { Networks, parseAddress } from './networks.ts';
import plugin from './plugin.ts';

/** A table's file, and a way to change it. Each change is a second newer: some disks count no finer. */
function tableFile(): { table: string; write: (rows: object | string) => void } {
  const table = join(mkdtempSync(join(tmpdir(), 'filter-enrich-')), 'table.json');
  let seconds = 1_700_000_000;
  const write = (rows: object | string): void => {
    writeFileSync(table, typeof rows === 'string' ? rows : JSON.stringify(rows));
    utimesSync(table, seconds, seconds);
    seconds += 1;
  };
  return { table, write };
}

const rows = {
  '10.0.0.0/8': { team: 'platform' },
  '10.1.0.0/16': { team: 'payments', zone: 1 },
  '10.1.2.3': { team: 'payments', host: 'till-7' },
};

describe('networks', () => {
  const networks = new Networks(JSON.stringify(rows));

  test.each([
    ['10.1.2.3', rows['10.1.2.3']],
    ['10.1.2.4', rows['10.1.0.0/16']],
    ['10.255.0.1', rows['10.0.0.0/8']],
    ['11.0.0.1', undefined],
    ['10.1.2', undefined],
    ['10.1.2.256', undefined],
    ['localhost', undefined],
    ['', undefined],
  ])('%s', (address, fields) => {
    expect(networks.find(address)).toEqual(fields);
    // The same from the cache.
    expect(networks.find(address)).toEqual(fields);
  });

  test('of all lengths', () => {
    const all = new Networks(JSON.stringify({ '0.0.0.0/0': { n: 0 }, '128.0.0.0/1': { n: 1 }, '255.255.255.255/32': { n: 32 } }));
    expect(['1.2.3.4', '200.0.0.1', '255.255.255.255'].map((address) => all.find(address)?.['n'])).toEqual([0, 1, 32]);
  });

  test('more addresses than the cache keeps', () => {
    for (let i = 0; i < 25_000; i++) networks.find(`10.1.${i >> 8}.${i & 255}`);
    expect(networks.find('10.1.2.3')).toEqual(rows['10.1.2.3']);
  });

  test.each(['{', '[]', '{"10.0.0.0/33":{}}', '{"10.0.0.0/x":{}}', '{"here":{}}', '{"10.0.0.1":{"a":[]}}'])('not %s', (json) => {
    expect(() => new Networks(json)).toThrow();
  });

  test('an address is a number', () => {
    expect([parseAddress('0.0.0.1'), parseAddress('255.255.255.255')]).toEqual([1, 2 ** 32 - 1]);
  });
});

test('adds the fields of the longest network, and leaves all else', async () => {
  const { table, write } = tableFile();
  write(rows);
  const time = new EventTime(1_700_000_000, 1);
  const { messages } = await applyFilter(
    plugin,
    [
      { time, metadata: { a: 1 }, record: { client: '10.1.9.9', n: 2n ** 63n } },
      { time, record: { client: '192.0.2.1' } },
      { time, record: { client: 7 } },
      { time, record: { other: '10.1.9.9' } },
    ],
    { config: { table, prefix: 'net_' } },
  );
  expect(messages).toEqual([
    { time, metadata: { a: 1 }, record: { client: '10.1.9.9', n: 2n ** 63n, net_team: 'payments', net_zone: 1 } },
    { time, record: { client: '192.0.2.1' } },
    { time, record: { client: 7 } },
    { time, record: { other: '10.1.9.9' } },
  ]);
});

test('lets a chunk pass untouched in which no address is known', async () => {
  const { table, write } = tableFile();
  write(rows);
  const { status } = await applyFilter(plugin, [{ record: { client: '192.0.2.1' } }], { config: { table } });
  expect(status).toBe('untouched');
});

describe('a table that changes', () => {
  const teamOf = async (instance: TestInstance): Promise<unknown> => {
    const { messages } = await instance.filter([{ record: { client: '10.1.2.3' } }], { tag: 'app' });
    return messages[0]?.record['team'];
  };

  test('is loaded anew; one that is wrong is not', async () => {
    const { table, write } = tableFile();
    write({ '10.0.0.0/8': { team: 'first' } });
    const instance = await startInstance(plugin, { config: { table, reload: '5ms' } });
    const logged = (text: string): Promise<void> => instance.waitFor(() => instance.logs.some(({ message }) => message.includes(text)));
    expect(await teamOf(instance)).toBe('first');

    write('{ "10.0.0.0/8": ');
    await logged('cannot be used');
    expect(await teamOf(instance)).toBe('first');

    write({ '10.0.0.0/8': { team: 'second' }, '10.1.0.0/16': { team: 'third' } });
    await logged('2 networks');
    expect(await teamOf(instance)).toBe('third');
    await instance.cancel();
    expect(instance.logs.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('has to be there at the start', async () => {
    await expect(applyFilter(plugin, [], { config: { table: '/nowhere/table.json' } })).rejects.toThrow(/ENOENT.*table\.json/);
  });
});
