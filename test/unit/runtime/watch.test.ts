/** What a Worker tells of what passes it. */
import { expect, test } from 'vitest';
import { EventEncoder } from '../../../src/codec/encoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { RingProducer, HEADER_WORDS } from '../../../src/runtime/ring.ts';
import { countRecords } from '../../../src/runtime/watch/count-records.ts';
import { EventJson } from '../../../src/runtime/watch/event-json.ts';
import { RingReader } from '../../../src/runtime/watch/ring-reader.ts';
import { Tap } from '../../../src/runtime/watch/tap.ts';
import type { WatchReport } from '../../../src/runtime/watch/watch-data.ts';

const event = (n: number): Uint8Array => new EventEncoder().encode({ time: new EventTime(1), record: { n } }).slice();

test('records are counted, markers of groups are not', () => {
  const marker = (last: number): number[] => [0x92, 0x92, 0xd7, 0, 0xff, 0xff, 0xff, last, 0, 0, 0, 0, 0x80, 0x80];
  const bytes = Uint8Array.from([...marker(0xff), ...event(1), ...event(2), ...marker(0xfe), ...event(3), 0x92]);
  expect(countRecords(bytes)).toBe(3);
  expect(countRecords(new Uint8Array())).toBe(0);
});

test('a reader of the queue sees each record once, with its tag, also round the end', () => {
  const memory = new ArrayBuffer((HEADER_WORDS + 256) * 4);
  const words = new Int32Array(memory);
  const producer = new RingProducer(memory, 512);
  const reader = new RingReader(memory);
  const seen: [string | undefined, Uint8Array][] = [];
  for (let n = 0; n < 100; n += 1) {
    expect(producer.offer(event(n), n % 2 === 0 ? undefined : Buffer.from(`t.${n}`))).toBe('accepted');
    expect(reader.read(({ tag, bytes }) => seen.push([tag, bytes.slice()]))).toBe(0);
    // The host has taken all.
    words[16] = words[0] as number;
  }
  expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => [n % 2 === 0 ? undefined : `t.${n}`, event(n)]));
});

test('a reader that comes too late says how many it has missed, and goes on with what is there', () => {
  const memory = new ArrayBuffer((HEADER_WORDS + 64) * 4);
  const words = new Int32Array(memory);
  const producer = new RingProducer(memory, 128);
  const reader = new RingReader(memory);
  for (let n = 0; n < 20; n += 1) {
    expect(producer.offer(event(n))).toBe('accepted');
    if (n < 18) words[16] = words[0] as number;
  }
  const seen: Uint8Array[] = [];
  const missed = reader.read(({ bytes }) => seen.push(bytes.slice()));
  expect(seen).toEqual([event(18), event(19)]);
  // About: skipped words at the ring's end count, too.
  expect(missed).toBeGreaterThanOrEqual(18);
  expect(missed).toBeLessThan(30);
});

test('a tap sends what it may, and counts the rest', () => {
  const reports: WatchReport[] = [];
  const tap = new Tap({ id: 7, patterns: ['a.*'], rate: 2 }, (report) => reports.push(report));
  expect([tap.wants('x', 'a.b'), tap.wants('a.', 'x'), tap.wants('x'), tap.wants('x', 'b')]).toEqual([true, true, false, false]);
  const sent = Array.from({ length: 5 }, (_, n) => {
    const admitted = tap.admits();
    if (admitted) tap.send(`{"n":${n}}`);
    return admitted;
  });
  expect(sent).toEqual([true, true, false, false, false]);
  tap.flush();
  tap.flush();
  expect(reports).toEqual([{ tap: 7, text: '{"n":0}\n{"n":1}', dropped: 3 }]);
});

test('a tap waits for a client that takes nothing', () => {
  const reports: WatchReport[] = [];
  const tap = new Tap({ id: 1, patterns: ['*'], rate: 100_000 }, (report) => reports.push(report));
  const text = 'x'.repeat(1000);
  let sent = 0;
  while (tap.admits()) {
    tap.send(text);
    sent += 1;
  }
  expect(sent).toBeLessThan(1000);
  for (const report of reports) tap.taken(report.text.length);
  expect(tap.admits()).toBe(true);
});

test('secrets are in no event, and it stays JSON', () => {
  const json = new EventJson();
  json.addSecrets(['hunter22', '12345678', 'me']);
  const record = { text: 'is hunter22 "it"', hunter22: [{ deep: 'hunter22' }], n: 12345678, big: 12345678n, bytes: Buffer.from('hunter22'), some: 'some' };
  const members = json.membersOf('tag.hunter22', { time: new EventTime(1, 5), record, metadata: { hunter22: 1 } });
  expect(members).not.toMatch(/hunter22|12345678/);
  expect(JSON.parse(`{${members}}`)).toEqual({
    tag: 'tag.[secret]',
    time: '1970-01-01T00:00:01.000000005Z',
    metadata: { '[secret]': 1 },
    record: { text: 'is [secret] "it"', '[secret]': [{ deep: '[secret]' }], n: '[secret]', big: '[secret]', bytes: '[secret]', some: 'some' },
  });
});
