import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { HEAD, HEADER_WORDS, PAUSED, POSITION_MASK, RingProducer, TAIL } from '../../../src/runtime/ring.ts';
import { RingConsumer, ringMemory } from '../../../src/testing/ring-consumer.ts';

/** What a record of this many bytes takes, in bytes. */
const frame = (length: number): number => 4 * (1 + Math.ceil(length / 4));

let stamp = 0;
/** A record of which every byte is telling. */
const record = (length: number): Uint8Array => {
  stamp++;
  return Uint8Array.from({ length }, (_, i) => (stamp * 31 + i) & 0xff);
};

/** For records without tags. */
class BytesConsumer {
  readonly #ring: RingConsumer;
  constructor(memory: ArrayBuffer) {
    this.#ring = new RingConsumer(memory);
  }
  take = (max?: number): Uint8Array[] => this.#ring.take(max).map(({ bytes }) => bytes);
  takeRequest = (): boolean => this.#ring.takeRequest();
  pause = (): void => this.#ring.pause();
  resume = (): void => this.#ring.resume();
}

const setUp = (limit: number, position = 0) => {
  const memory = ringMemory(limit);
  const words = new Int32Array(memory);
  words[HEAD] = words[TAIL] = position;
  const woken = vi.fn();
  return { words, producer: new RingProducer(memory, limit, woken), consumer: new BytesConsumer(memory), limit, woken };
};

test('records come out as they went in', () => {
  const { producer, consumer } = setUp(4096);
  const records = [record(0), record(1), record(4), record(5), record(100)];
  expect(records.map((bytes) => producer.offer(bytes))).toEqual(Array(5).fill('accepted'));
  expect(consumer.take()).toEqual(records);
  expect(consumer.take()).toEqual([]);
});

test('takes as much as the limit, frames included', () => {
  const { producer, consumer } = setUp(256);
  for (let i = 0; i < 8; i++) expect(producer.offer(record(28))).toBe('accepted');
  expect(producer.offer(record(0))).toBe('full');
  consumer.take(1);
  expect(producer.offer(record(29))).toBe('full');
  expect(producer.offer(record(28))).toBe('accepted');
});

describe('the largest record', () => {
  test('fits an empty ring wherever the head stands', () => {
    const words = ringMemory(256).byteLength / 4 - HEADER_WORDS;
    for (let position = 0; position < words; position++) {
      const { producer, consumer } = setUp(256, position);
      const largest = record(252);
      expect(producer.offer(largest)).toBe('accepted');
      expect(consumer.take()).toEqual([largest]);
    }
  });

  test('one byte more will never fit', () => {
    const { producer } = setUp(256);
    expect(producer.offer(record(253))).toBe('large');
    expect(producer.offer(record(252))).toBe('accepted');
  });
});

describe('pause', () => {
  test('refuses; what was accepted can be taken', () => {
    const { producer, consumer, words } = setUp(256);
    const first = record(3);
    producer.offer(first);
    consumer.pause();
    expect(words[HEAD]).toBe(PAUSED | 2);
    expect(producer.offer(record(1))).toBe('paused');
    expect(consumer.take()).toEqual([first]);
    consumer.resume();
    const second = record(1);
    expect(producer.offer(second)).toBe('accepted');
    expect(consumer.take()).toEqual([second]);
  });

  test('a pause in the midst of an offer leaves the record out', () => {
    const { producer, consumer } = setUp(256);
    // The host pauses after the look at the head and before its move: here, when the tag's length is written.
    let reads = 0;
    const tag = Object.defineProperty(record(4), 'length', {
      get() {
        if (++reads === 2) consumer.pause();
        return 4;
      },
    });
    expect(producer.offer(record(4), tag)).toBe('paused');
    expect(reads).toBeGreaterThanOrEqual(2);
    consumer.resume();
    expect(consumer.take()).toEqual([]);
  });
});

test('wakes the host for a record that comes into an empty ring, and for no other', () => {
  const { producer, consumer, woken } = setUp(256);
  for (let round = 1; round <= 3; round++) {
    for (let i = 0; i < 4; i++) producer.offer(record(8));
    expect(woken).toHaveBeenCalledTimes(round);
    consumer.take();
  }
  // Taken in part: the host is still at it.
  for (let i = 0; i < 2; i++) producer.offer(record(8));
  consumer.take(1);
  producer.offer(record(8));
  expect(woken).toHaveBeenCalledTimes(4);
  consumer.pause();
  producer.offer(record(8));
  expect(woken).toHaveBeenCalledTimes(4);
});

test('awaitSpace is a request that is answered once', () => {
  const { producer, consumer } = setUp(256);
  expect(consumer.takeRequest()).toBe(false);
  producer.awaitSpace();
  expect(consumer.takeRequest()).toBe(true);
  expect(consumer.takeRequest()).toBe(false);
});

test('a rewind of an empty ring keeps what is written', () => {
  // Beyond REWIND_WORDS; the records are longer than what lies before the head, and shorter.
  for (const length of [300_000, 100_000, 4]) {
    const { producer, consumer } = setUp(400_000, 65_537);
    for (const bytes of [record(length), record(length)]) {
      expect(producer.offer(bytes)).toBe('accepted');
      expect(consumer.take().map((taken) => Buffer.compare(taken, bytes))).toEqual([0]);
    }
  }
});

test('a producer that takes over goes on where the last one was', () => {
  const memory = ringMemory(256);
  const first = record(10);
  new RingProducer(memory, 256).offer(first);
  const second = record(20);
  expect(new RingProducer(memory, 256).offer(second)).toBe('accepted');
  expect(new BytesConsumer(memory).take()).toEqual([first, second]);
});

test('model: any order of steps, wrapping the ring and the positions', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('offer' as const), length: fc.integer({ min: 0, max: 270 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), max: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const) }) },
  );
  const position = fc.oneof(fc.constant(0), fc.integer({ min: POSITION_MASK - 200, max: POSITION_MASK }), fc.nat(1000));
  fc.assert(
    fc.property(position, fc.array(step, { maxLength: 200 }), (start, steps) => {
      const { producer, consumer, limit } = setUp(256, start);
      const queue: Uint8Array[] = [];
      let isPaused = false;
      for (const it of steps) {
        if (it.kind === 'take') {
          expect(consumer.take(it.max)).toEqual(queue.splice(0, it.max));
        } else if (it.kind !== 'offer') {
          consumer[it.kind]();
          isPaused = it.kind === 'pause';
        } else {
          const bytes = record(it.length);
          const used = queue.reduce((sum, { length }) => sum + frame(length), 0);
          const offer = producer.offer(bytes);
          if (frame(it.length) > limit) expect(offer).toBe('large');
          else if (isPaused) expect(offer).toBe('paused');
          else if (used === 0) expect(offer).toBe('accepted');
          else if (used + frame(it.length) > limit) expect(offer).toBe('full');
          // In between, skipped words at the end of the ring may count.
          else expect(['accepted', 'full']).toContain(offer);
          if (offer === 'accepted') queue.push(bytes);
        }
      }
      expect(consumer.take()).toEqual(queue);
    }),
    { numRuns: 500 },
  );
});
