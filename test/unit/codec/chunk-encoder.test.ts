import { describe, expect, test } from 'vitest';
import { ChunkEncoder } from '../../../src/codec/chunk-encoder.ts';
import { decodeEvents, decodeGroups, type EventGroup } from '../../../src/codec/decoder.ts';
import { EventTime } from '../../../src/codec/event-time.ts';

const time = new EventTime(1_700_000_000, 5);
const group = (n: number): EventGroup => ({
  metadata: { schema: 'otlp', resource_id: n, scope_id: 0 },
  attributes: { resource: { attributes: { n } } },
});
const record = (n: number, of?: EventGroup) => ({ time, record: { n }, ...(of && { group: of }) });

const encode = (messages: readonly object[]): Uint8Array => {
  const encoder = new ChunkEncoder();
  for (const message of messages) encoder.add(message as { record: object });
  return encoder.finish();
};

test('no messages, no bytes', () => expect(encode([])).toEqual(new Uint8Array()));

test('events follow each other, beyond the first size', () => {
  const messages = Array.from({ length: 5000 }, (_, n) => ({ ...record(n), metadata: { m: n } }));
  expect([...decodeEvents(encode(messages))]).toEqual(messages);
});

describe('groups', () => {
  test('are written as Fluent Bit writes them', () => {
    const bytes = encode([{ time, record: {}, group: { metadata: {}, attributes: {} } }]);
    expect(Buffer.from(bytes).toString('hex')).toBe(
      ['9292d700ffffffff000000008080', '9292d70065 53f100000000058080', '9292d700fffffffe000000008080'].join('').replaceAll(' ', ''),
    );
  });

  test('survive decoding and encoding, byte for byte', () => {
    const [a, b] = [group(1), group(2)];
    const messages = [record(0), record(1, a), record(2, a), record(3, b), record(4), record(5, a)];
    const bytes = encode(messages);
    expect([...decodeEvents(bytes)]).toEqual(messages);
    expect(decodeGroups(bytes)).toEqual([a, b, a]);
    expect(encode([...decodeEvents(bytes)])).toEqual(bytes);
  });

  test('of the same words are two groups', () => {
    expect(decodeGroups(encode([record(0, group(1)), record(1, group(1))]))).toHaveLength(2);
  });

  test('go with their last record', () => {
    const decoded = [...decodeEvents(encode([record(0, group(1)), record(1, group(2))]))];
    expect(decodeGroups(encode(decoded.filter(({ record: { n } }) => n === 1)))).toEqual([group(2)]);
  });
});

test('a message that cannot be encoded leaves nothing, no marker either', () => {
  const encoder = new ChunkEncoder();
  expect(() => encoder.add({ record: { f() {} }, group: group(1) })).toThrow(/FLB_NODE|record/);
  encoder.add(record(1));
  expect([...decodeEvents(encoder.finish())]).toEqual([record(1)]);
});
