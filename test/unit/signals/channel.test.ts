import { beforeEach, expect, test } from 'vitest';
import { registerInput, type Context, type MessageChannel } from '../../../src/index.ts';
import { RingChannel } from '../../../src/plugin/channel.ts';
import { createContext } from '../../../src/plugin/context.ts';
import { RingProducer } from '../../../src/runtime/ring.ts';
import { RingConsumer, ringMemory } from '../../../src/testing/ring-consumer.ts';
import { resetRegistration, startInstance } from '../../../src/testing/index.ts';
import { allKinds, shop } from './written.ts';

beforeEach(resetRegistration);

const setUp = (takes?: { metrics: boolean; traces: boolean }, limit = 4096) => {
  const memory = ringMemory(limit);
  const [ctx, cancel] = createContext();
  const channel = new RingChannel(ctx, new RingProducer(memory, limit), limit, true, takes);
  return { channel, cancel, consumer: new RingConsumer(memory) };
};

test('signals and records keep their order in the queue', async () => {
  const { channel, consumer } = setUp();
  await Promise.all([
    channel.write({ record: { n: 1 }, tag: 'a' }),
    channel.writeMetrics(allKinds(1)),
    channel.writeTraces(shop(1)),
    channel.write({ record: { n: 2 } }),
  ]);
  expect(consumer.take().map(({ type, tag }) => [type, tag])).toEqual([
    ['logs', 'a'],
    ['metrics', undefined],
    ['traces', undefined],
    ['logs', undefined],
  ]);
});

test('a full queue makes them wait, in order', async () => {
  const { channel, consumer } = setUp();
  const writes = Array.from({ length: 20 }, (_, n) => channel.writeTraces(shop(n)));
  const types: string[] = [];
  for (let turn = 0; types.length < 20 && turn < 100; turn++) {
    types.push(...consumer.take().map(({ type }) => type));
    if (consumer.takeRequest()) channel.retry();
    await new Promise((done) => setImmediate(done));
  }
  await Promise.all(writes);
  expect(types).toEqual(new Array(20).fill('traces'));
});

test('a host that takes none: a clear error at each such write, and records go on', async () => {
  const { channel, consumer } = setUp({ metrics: false, traces: false });
  const refused = { code: 'FLB_NODE_E_NO_SIGNALS', message: 'this host takes no metrics from inputs' };
  await expect(channel.writeMetrics(allKinds(0))).rejects.toMatchObject(refused);
  await expect(channel.writeTraces(shop(0))).rejects.toMatchObject({ code: 'FLB_NODE_E_NO_SIGNALS' });
  await channel.write({ record: {} });
  expect(consumer.take()).toHaveLength(1);
});

test('what cannot be encoded rejects its own write only', async () => {
  const { channel } = setUp();
  await expect(channel.writeMetrics([{ type: 'gauge', name: 'm', samples: [{ value: 'x' as never }] }])).rejects.toMatchObject({
    code: 'FLB_NODE_E_BAD_SIGNAL',
    message: 'cannot encode the metrics: metric "m": a sample is none of a gauge',
  });
  await expect(channel.writeTraces([{} as never])).rejects.toMatchObject({ code: 'FLB_NODE_E_BAD_SIGNAL' });
});

test('one that can never fit, and one that comes too late', async () => {
  const { channel, cancel } = setUp();
  const samples = Array.from({ length: 200 }, (_, n) => ({ labels: { n }, value: n }));
  await expect(channel.writeMetrics([{ type: 'gauge', name: 'm', samples }])).rejects.toMatchObject({
    code: 'FLB_NODE_E_RECORD_TOO_LARGE',
  });
  cancel();
  await expect(channel.writeTraces(shop(0))).rejects.toMatchObject({ code: 'FLB_NODE_E_WRITE_AFTER_CANCEL' });
});

test('the testing kit shows what was written', async () => {
  const plugin = registerInput('in-a', 'An input', () => ({
    init() {},
    async collect(_ctx: Context, ch: MessageChannel) {
      await ch.writeMetrics(allKinds(1));
      await ch.writeTraces(shop(1));
      await ch.write({ record: { n: 1 } });
    },
  }));
  const instance = await startInstance(plugin);
  await instance.received(1);
  await instance.cancel();
  expect(instance.writtenMetrics.map(({ name }) => name)).toEqual(allKinds(1).map(({ name }) => name));
  expect(instance.writtenTraces[0]?.scopeSpans[0]?.spans).toHaveLength(2);
  expect(instance.records).toEqual([{ n: 1 }]);
});
