import { afterEach, describe, expect, test, vi } from 'vitest';
import { decodeEvents } from '../../../src/codec/decoder.ts';
import { CancelledError } from '../../../src/errors.ts';
import { RingChannel } from '../../../src/plugin/channel.ts';
import { createContext } from '../../../src/plugin/context.ts';
import { RingProducer } from '../../../src/runtime/ring.ts';
import { RingConsumer, ringMemory } from '../../../src/testing/ring-consumer.ts';

const setUp = (limit = 4096) => {
  const memory = ringMemory(limit);
  const [ctx, cancel] = createContext();
  const ring = new RingProducer(memory, limit);
  const channel = new RingChannel(ctx, ring, limit);
  const consumer = new RingConsumer(memory);
  const written: unknown[] = [];
  const take = (max?: number): void => {
    for (const { bytes } of consumer.take(max)) for (const { record } of decodeEvents(bytes)) written.push(record.n);
    if (consumer.takeRequest()) channel.retry();
  };
  return { channel, ctx, cancel, consumer, ring, written, take };
};

const pad = 'x'.repeat(100);
const write = (channel: RingChannel, n: number): Promise<void> => channel.write({ record: { n, pad } });
const outcomes = (promises: Promise<void>[]): string[] => {
  const states = promises.map(() => 'waits');
  promises.forEach((promise, i) => {
    promise.then(
      () => (states[i] = 'accepted'),
      (error: unknown) => (states[i] = CancelledError.is(error) ? 'cancelled' : 'failed'),
    );
  });
  return states;
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => void vi.useRealTimers());

test('what is written is in the queue when write() returns', async () => {
  const { channel, take, written } = setUp();
  const promise = write(channel, 1);
  take();
  expect(written).toEqual([1]);
  await promise;
});

test('the fast path gives one promise to all', () => {
  const { channel } = setUp();
  expect(write(channel, 1)).toBe(write(channel, 2));
});

test('the time is now unless given', () => {
  vi.useFakeTimers({ now: new Date('2024-02-03T04:05:06.789Z') });
  const { channel, consumer } = setUp();
  void channel.write({ record: {} });
  void channel.write({ record: {}, time: 1_700_000_000_123_456_789n, metadata: { a: 1 } });
  const [first, second] = consumer.take().map(({ bytes }) => [...decodeEvents(bytes)][0]);
  expect(first?.time.toDate().toISOString()).toBe('2024-02-03T04:05:06.789Z');
  expect(second?.time.toString()).toBe('2023-11-14T22:13:20.123456789Z');
  expect(second?.metadata).toEqual({ a: 1 });
});

describe('a full queue', () => {
  test('makes writes wait, in order, and loses and repeats nothing', async () => {
    const { channel, take, written } = setUp();
    const states = outcomes(Array.from({ length: 100 }, (_, n) => write(channel, n)));
    await turn();
    expect(states[0]).toBe('accepted');
    expect(states[99]).toBe('waits');
    for (let i = 0; i < 100; i++) take(3);
    await turn();
    expect(new Set(states)).toEqual(new Set(['accepted']));
    expect(written).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('a later message does not overtake, though it would fit', async () => {
    const { channel, take, written } = setUp();
    while (await Promise.race([write(channel, -1).then(() => true), turn().then(() => false)])) {
      /* fill */
    }
    const big = channel.write({ record: { n: 1, pad: 'x'.repeat(2000) } });
    const small = channel.write({ record: { n: 2 } });
    const states = outcomes([big, small]);
    take(1);
    await turn();
    expect(states).toEqual(['waits', 'waits']);
    for (let i = 0; i < 50; i++) take(1);
    await turn();
    expect(written.slice(-2)).toEqual([1, 2]);
  });

  test('a message changed after write() is written as it was', async () => {
    const { channel, consumer, take, written } = setUp();
    consumer.pause();
    const record = { n: 1 };
    const promise = channel.write({ record });
    record.n = 2;
    consumer.resume();
    channel.retry();
    take();
    await promise;
    expect(written).toEqual([1]);
  });

  test('room that comes between the refusal and the request is seen', async () => {
    const { channel, ring, consumer } = setUp();
    const original = ring.awaitSpace.bind(ring);
    // The host makes room just before the flag is set, and so sends nothing.
    vi.spyOn(ring, 'awaitSpace').mockImplementation(() => {
      consumer.take();
      original();
    });
    const states = outcomes(Array.from({ length: 200 }, (_, n) => write(channel, n)));
    await turn();
    expect(states.filter((state) => state !== 'accepted')).toEqual([]);
  });
});

describe('pause', () => {
  test('makes writes wait, also with room; resume lets them go on', async () => {
    const { channel, consumer, take, written } = setUp();
    void write(channel, 0);
    consumer.pause();
    const states = outcomes([write(channel, 1), write(channel, 2)]);
    take();
    await turn();
    expect([written, states]).toEqual([[0], ['waits', 'waits']]);
    consumer.resume();
    channel.retry();
    await turn();
    take();
    expect([written, states]).toEqual([
      [0, 1, 2],
      ['accepted', 'accepted'],
    ]);
  });
});

describe('cancellation', () => {
  test('rejects those that wait and those that come later; what was accepted stays', async () => {
    const { channel, cancel, consumer, take, written } = setUp();
    const first = write(channel, 0);
    consumer.pause();
    const states = outcomes([first, write(channel, 1), write(channel, 2)]);
    cancel();
    const late = await write(channel, 3).catch((error: unknown) => error);
    await turn();
    expect(states).toEqual(['accepted', 'cancelled', 'cancelled']);
    expect(late).toMatchObject({ code: 'FLB_NODE_E_WRITE_AFTER_CANCEL' });
    expect(CancelledError.is(late)).toBe(true);
    consumer.resume();
    channel.retry();
    take();
    expect(written).toEqual([0]);
  });

  test('is no unhandled rejection for writes that nobody awaits', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { channel, cancel, consumer } = setUp();
    consumer.pause();
    void write(channel, 1);
    cancel();
    void write(channel, 2);
    await turn();
    await turn();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('before the first write', async () => {
    const [ctx, cancel] = createContext();
    cancel();
    const channel = new RingChannel(ctx, new RingProducer(ringMemory(4096), 4096), 4096);
    await expect(channel.write({ record: {} })).rejects.toSatisfy(CancelledError.is);
  });
});

describe('tags', () => {
  test('go with their records', async () => {
    const { channel, consumer } = setUp();
    for (const tag of [undefined, 'a', 'b', 'ä', 'a']) await channel.write({ record: {}, tag });
    expect(consumer.take().map(({ tag }) => tag)).toEqual([undefined, 'a', 'b', 'ä', 'a']);
  });

  test('are kept by records that waited', async () => {
    const { channel, consumer, take } = setUp();
    consumer.pause();
    const writes = ['a', 'b'].map((tag) => channel.write({ record: { tag }, tag }));
    take();
    consumer.resume();
    channel.retry();
    await Promise.all(writes);
    expect(consumer.take().map(({ tag }) => tag)).toEqual(['a', 'b']);
  });

  test('are refused by a host that cannot take them', async () => {
    const [ctx] = createContext();
    const channel = new RingChannel(ctx, new RingProducer(ringMemory(4096), 4096), 4096, false);
    await expect(channel.write({ record: {}, tag: 'a' })).rejects.toMatchObject({ code: 'FLB_NODE_E_NO_TAGS' });
    await channel.write({ record: {} });
  });
});

describe('messages that cannot be written', () => {
  test('reject alone', async () => {
    const { channel, take, written } = setUp();
    const bad = channel.write({ record: { n: () => 1 } });
    const none = channel.write(undefined as never);
    const tagged = [channel.write({ record: {}, tag: '' }), channel.write({ record: {}, tag: 'x'.repeat(4097) })];
    const wrong = channel.write({ record: {}, tag: 7 as never });
    const large = channel.write({ record: { n: 'x'.repeat(5000) } });
    const good = write(channel, 1);
    await expect(bad).rejects.toMatchObject({ code: 'FLB_NODE_E_BAD_MESSAGE' });
    await expect(none).rejects.toMatchObject({ code: 'FLB_NODE_E_BAD_MESSAGE' });
    for (const one of [...tagged, wrong]) await expect(one).rejects.toThrow(/cannot encode the message: tag/);
    await expect(large).rejects.toMatchObject({
      code: 'FLB_NODE_E_RECORD_TOO_LARGE',
      message: expect.stringMatching(/50\d\d bytes .* 4096 bytes/) as string,
    });
    await good;
    take();
    expect(written).toEqual([1]);
  });

  test('one that is too large does not hold up those behind it', async () => {
    const { channel, consumer, take, written } = setUp();
    consumer.pause();
    const states = outcomes([write(channel, 1), channel.write({ record: { n: 'x'.repeat(5000) } }), write(channel, 2)]);
    consumer.resume();
    channel.retry();
    await turn();
    take();
    expect([states, written]).toEqual([
      ['accepted', 'failed', 'accepted'],
      [1, 2],
    ]);
  });
});

test('a loop of writes lets timers and events have their turn', async () => {
  const { channel, take } = setUp(1 << 20);
  let stop = false;
  setTimeout(() => (stop = true), 5);
  let writes = 0;
  while (!stop && writes < 5_000_000) {
    const accepted = write(channel, writes++);
    take();
    await accepted;
  }
  expect(stop).toBe(true);
});

test('fake timers do not stop that turn', async () => {
  vi.useFakeTimers();
  const { channel, take, written } = setUp(1 << 20);
  for (let n = 0; n < 3000; n++) {
    const accepted = write(channel, n);
    take();
    await accepted;
  }
  expect(written).toHaveLength(3000);
});

describe('writeBatch', () => {
  const batch = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ record: { n: from + i, pad } }));

  test('is accepted in order, and counts', async () => {
    const { channel, take, written } = setUp(1 << 16);
    await expect(channel.writeBatch(batch(0, 100))).resolves.toBe(100);
    take();
    expect(written).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('waits for room, and asks for the next message only then', async () => {
    const { channel, take, written } = setUp();
    let asked = 0;
    function* messages() {
      for (const message of batch(0, 200)) {
        asked += 1;
        yield message;
      }
    }
    const promise = channel.writeBatch(messages());
    await turn();
    expect(asked).toBeLessThan(50);
    while (written.length < 200) {
      take();
      await turn();
    }
    await expect(promise).resolves.toBe(200);
    expect(written).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  test('a bad message does not keep back the others', async () => {
    const { channel, take, written } = setUp(1 << 16);
    const bad = [{ record: { n: () => 1 } }, { record: 7 as never }, { record: {}, time: null as never }];
    const messages = [{ record: { n: 0 } }, ...bad, { record: { n: 3 } }];
    await expect(channel.writeBatch(messages)).rejects.toMatchObject({ message: expect.stringContaining('record.n') as string });
    take();
    expect(written).toEqual([0, 3]);
  });

  test('stops when the plugin is cancelled', async () => {
    const { channel, cancel, take, written } = setUp();
    const promise = channel.writeBatch(batch(0, 200));
    await turn();
    cancel();
    await expect(promise).rejects.toThrow(CancelledError);
    const accepted = written.length;
    take();
    await turn();
    expect(written.length).toBeGreaterThan(accepted);
    expect(written.length).toBeLessThan(200);
  });

  test('what the iteration throws comes through', async () => {
    const { channel } = setUp();
    function* messages() {
      yield { record: {} };
      throw new Error('source');
    }
    await expect(channel.writeBatch(messages())).rejects.toThrow('source');
  });
});
