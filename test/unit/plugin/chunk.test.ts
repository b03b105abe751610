import { encode } from '@msgpack/msgpack';
import { describe, expect, test, vi } from 'vitest';
import { EventTime } from '../../../src/codec/event-time.ts';
import { Chunk } from '../../../src/plugin/chunk.ts';
import { encodeChunk } from '../../../src/testing/encode.ts';

const concat = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const time = new EventTime(1_700_000_000, 5);
const messages = [
  { time, record: { n: 1 } },
  { time, record: { n: 2 }, metadata: { m: true } },
];

test('yields messages on demand, again and again', () => {
  const chunk = new Chunk('app', encodeChunk(messages));
  expect(chunk.tag).toBe('app');
  expect([...chunk]).toEqual(messages);
  expect([...chunk]).toEqual(messages);
  const [first] = chunk;
  expect(first?.time).toBeInstanceOf(EventTime);
});

test('what it yields encodes to the same bytes', () => {
  const bytes = encodeChunk(messages);
  expect(encodeChunk(new Chunk('t', bytes))).toEqual(bytes);
});

test('toJSONLines', () => {
  const lines = new Chunk('t', encodeChunk(messages)).toJSONLines().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as { n: number }).map(({ n }) => n)).toEqual([1, 2]);
});

test('an empty chunk', () => {
  const chunk = new Chunk('t', new Uint8Array());
  expect([chunk.type, [...chunk], chunk.groups, chunk.toJSONLines()]).toEqual(['logs', [], [], '']);
});

test('groups, also of records', () => {
  const marker = (seconds: number[], metadata: object, body: object): Uint8Array =>
    concat(new Uint8Array([0x92, 0x92, 0xd7, 0, ...seconds, 0, 0, 0, 0]), encode(metadata), encode(body));
  const chunk = new Chunk(
    't',
    concat(
      marker([255, 255, 255, 255], { schema: 'otlp' }, { resource: { a: 1 } }),
      encodeChunk(messages.slice(0, 1)),
      marker([255, 255, 255, 254], {}, {}),
    ),
  );
  expect(chunk.groups).toEqual([{ metadata: { schema: 'otlp' }, attributes: { resource: { a: 1 } } }]);
  expect([...chunk]).toEqual([{ ...messages[0], group: chunk.groups[0] }]);
});

describe('type', () => {
  const metrics = { meta: { cmetrics: {}, external: {}, processing: {} }, metrics: [] };
  test.each([
    ['logs', encodeChunk(messages)],
    ['logs', encode([1_700_000_000, { legacy: true }])],
    ['metrics', encode(metrics)],
    ['metrics', concat(encode(metrics), encode(metrics))],
    ['traces', encode({ resourceSpans: [] })],
    ['traces', concat(new Uint8Array([0xde, 0, 1]), encode('resourceSpans'), encode([]))],
    ['logs', encode({ other: 1 })],
    ['logs', new Uint8Array([0x81])],
    ['logs', new Uint8Array([0x81, 0xc1, 0xc1])],
    ['logs', new Uint8Array([0xdf, 255, 255])],
  ] as const)('%s', (type, bytes) => {
    expect(new Chunk('t', bytes).type).toBe(type);
  });

  test('only logs have messages', () => {
    const chunk = new Chunk('cpu', encode(metrics));
    expect(() => [...chunk]).toThrow('the chunk "cpu" holds metrics, not logs: use chunk.metrics');
    expect(() => chunk.toJSONLines()).toThrow(TypeError);
    expect(chunk.groups).toEqual([]);
  });
});

test('a bad record is reported once, however often the chunk is read', () => {
  const onBadRecord = vi.fn();
  const [first, second] = messages.map((message) => encodeChunk([message])) as [Uint8Array, Uint8Array];
  const chunk = new Chunk('t', concat(first, new Uint8Array([0xc1]), second, new Uint8Array([0x92])), onBadRecord);
  expect([...chunk]).toEqual(messages);
  expect([...chunk]).toEqual(messages);
  chunk.toJSONLines();
  expect(onBadRecord).toHaveBeenCalledTimes(2);
});
