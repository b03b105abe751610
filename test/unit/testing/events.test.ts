import { expect, test } from 'vitest';
import { Chunk, EventTime } from '../../../src/index.ts';
import {
  counter,
  encodeChunk,
  encodeLegacyChunk,
  encodeMetrics,
  encodeTraces,
  event,
  events,
  gauge,
  group,
  spans,
} from '../../../src/testing/index.ts';

const START = new EventTime(1_700_000_000);

test('an event is what a plugin receives', () => {
  const time = new EventTime(1, 999_999_999);
  const made = [event('hello'), event({ a: 1 }, { time, metadata: { from: 'x' } })];
  expect(made).toEqual([
    { time: START, record: { message: 'hello' } },
    { time, record: { a: 1 }, metadata: { from: 'x' } },
  ]);
  expect([...new Chunk('t', encodeChunk(made))]).toEqual(made);
  expect(event('x', { time: 1_700_000_000_000_000_001n, tag: 'a' })).toEqual({
    time: new EventTime(1_700_000_000, 1),
    record: { message: 'x' },
    tag: 'a',
  });
});

test('events are a second apart, or as told', () => {
  expect(events(2)).toEqual([event({ n: 0 }), event({ n: 1 }, { time: new EventTime(1_700_000_001) })]);
  const close = events(['a', { b: 1 }], { time: 0, everyMs: 0.000_001 });
  expect(close.map(({ time }) => time)).toEqual([new EventTime(0), new EventTime(0, 1)]);
  expect(close.map(({ record }) => record)).toEqual([{ message: 'a' }, { b: 1 }]);
});

test('a group is that of a chunk of OTLP', () => {
  const made = [...group({ resource: { 'service.name': 'shop' }, scope: { name: 'lib' } }, events(2)), event('alone')];
  const chunk = new Chunk('t', encodeChunk(made));
  expect(chunk.groups).toEqual([
    {
      metadata: { schema: 'otlp', resource_id: 0, scope_id: 0 },
      attributes: { resource: { attributes: { 'service.name': 'shop' } }, scope: { name: 'lib' } },
    },
  ]);
  expect([...chunk]).toEqual(made);
});

test('legacy events are decoded to the same', () => {
  const made = events(3);
  const bytes = encodeLegacyChunk(made);
  expect([...bytes.subarray(0, 3)]).toEqual([0x92, 0xd7, 0x00]);
  expect([...new Chunk('t', bytes)]).toEqual(made);
});

test('metrics and spans', () => {
  const chunk = new Chunk('t', encodeMetrics([counter('a_total', 3, { code: 200 }), gauge('b', 0.5)]));
  expect(chunk.metrics).toMatchObject([
    { type: 'counter', name: 'a_total', samples: [{ value: 3, labels: { code: '200' } }] },
    { type: 'gauge', name: 'b', samples: [{ value: 0.5 }] },
  ]);
  const traces = new Chunk('t', encodeTraces([spans(['GET /', { name: 'SELECT', kind: 'client' }], { 'service.name': 'x' })]));
  expect(traces.traces).toMatchObject([
    {
      resource: { attributes: { 'service.name': 'x' } },
      scopeSpans: [{ spans: [{ name: 'GET /', kind: 'internal' }, { name: 'SELECT', kind: 'client', parentSpanId: '0000000000000001' }] }],
    },
  ]);
});
