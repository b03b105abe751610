/** Messages that fight back: an error that says so, nothing of them in the queue, and the next message fine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvents } from '../../../src/codec/decoder.ts';
import { RingChannel } from '../../../src/plugin/channel.ts';
import { createContext } from '../../../src/plugin/context.ts';
import type { Message } from '../../../src/plugin/message.ts';
import { RingProducer } from '../../../src/runtime/ring.ts';
import { RingConsumer, ringMemory } from '../../../src/testing/ring-consumer.ts';

const LIMIT = 1 << 20;

const setUp = () => {
  const memory = ringMemory(LIMIT);
  const [ctx] = createContext();
  const channel = new RingChannel(ctx, new RingProducer(memory, LIMIT), LIMIT);
  const consumer = new RingConsumer(memory);
  const take = (): unknown[] =>
    consumer.take().flatMap(({ bytes }) => {
      const records = [...decodeEvents(bytes, { onBadRecord: (bad) => expect(bad).toBeUndefined() })];
      expect(records).toHaveLength(1);
      return records.map(({ record }) => record);
    });
  return { channel, take };
};

const boom = (): never => {
  throw new Error('boom');
};
const trapped = (trap: keyof ProxyHandler<object>): object => new Proxy({ a: 1 }, { [trap]: boom });
const throwingTrap = (trap: keyof ProxyHandler<object>): [string, () => unknown] => [
  `a Proxy whose ${trap} throws`,
  () => trapped(trap),
];
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cyclic = (): object => {
  const map = new Map<string, unknown>();
  return map.set('set', new Set([{ map }]));
};
const inItself = (): unknown[] => {
  const list: unknown[] = [];
  list.push(list);
  return list;
};
const detached = (): Uint8Array => {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
};
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
const endlessToJSON: object = { toJSON: () => endlessToJSON };
const nameless = { name: Object.create(null) as string };
const throws = (thrown: unknown): object => ({
  get g(): never {
    throw thrown;
  },
});

/** Values that no record may hold. */
const hostile: [string, () => unknown][] = [
  ...(['get', 'ownKeys'] as const).map(throwingTrap),
  ['a revoked Proxy', revoked],
  ['a getter that throws', () => throws(new Error('boom'))],
  ['a getter that throws null', () => throws(null)],
  ['a getter that throws what has no text', () => throws(Object.create(null))],
  ['a getter that throws a Proxy', () => throws(trapped('getPrototypeOf'))],
  ['a getter that throws an error of ours', () => throws(Object.assign(new Error('x'), { code: 'FLB_NODE_E_RETRY' }))],
  ['toJSON that throws', () => ({ toJSON: boom })],
  ['toJSON without an end', () => endlessToJSON],
  ['an iterator that throws', () => Object.assign(new Map([['a', 1]]), { [Symbol.iterator]: boom })],
  ['a cycle', cyclic],
  ['an array in itself', inItself],
  ['31 levels', () => nested(31)],
  ['100,000 levels', () => Array.from({ length: 100_000 }).reduce((deep) => [deep], 1)],
  ['a sparse array of 4 billion items', () => new Array(2 ** 32 - 1)],
  ['a symbol', () => Symbol('s')],
  ['a boxed symbol', () => Object(Symbol('s'))],
  ['a function', () => () => 1],
  ['a class', () => class A {}],
  ['a bigint too large', () => 2n ** 64n],
  ['a bigint too small', () => -(2n ** 63n) - 1n],
  ['a boxed bigint too large', () => Object(2n ** 70n)],
  ['an invalid Date', () => new Date(NaN)],
  ['a Promise', () => Promise.resolve(1)],
  ['a Map with an object as a key', () => new Map([[{}, 1]])],
  ['a detached buffer', detached],
];

/** Where they are put. */
const places: [string, (value: unknown) => unknown][] = [
  ['the value of a key', (value) => ({ record: { before: 1, value, after: 2 } })],
  ['in a list', (value) => ({ record: { list: [1, [value]] } })],
  ['in a Map', (value) => ({ record: new Map([['k', { value }]]) })],
  ['beside a wide integer', (value) => ({ record: { n: 2n ** 60n, value } })],
  ['in the metadata', (value) => ({ record: {}, metadata: { value } })],
];

describe.each(hostile)('%s', (_, make) => {
  test.each(places)('%s', async (_where, put) => {
    const { channel, take } = setUp();
    await channel.write({ record: { n: 1 } });
    await expect(channel.write(put(make()) as Message)).rejects.toMatchObject({
      code: 'FLB_NODE_E_BAD_MESSAGE',
      message: expect.stringMatching(/record|metadata/) as string,
    });
    await channel.write({ record: { n: 2, wide: 2n ** 40n } });
    expect(take()).toEqual([{ n: 1 }, { n: 2, wide: 2 ** 40 }]);
  });
});

test('a Proxy whose getPrototypeOf throws is written, for nobody has to ask', async () => {
  const { channel, take } = setUp();
  await channel.write({ record: { value: trapped('getPrototypeOf') } });
  expect(take()).toEqual([{ value: { a: 1 } }]);
});

describe('the message itself', () => {
  const messages: [string, () => unknown][] = [
    ...(['get', 'getPrototypeOf'] as const).map(throwingTrap),
    ['a revoked Proxy', revoked],
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'text'],
    ...(['record', 'metadata', 'time', 'tag'] as const).map((part): [string, () => unknown] => [
      `a getter of ${part} that throws`,
      () => Object.defineProperty({ record: {} }, part, { get: boom }),
    ]),
    ['a revoked record', () => ({ record: revoked() })],
    ['revoked metadata', () => ({ record: {}, metadata: revoked() })],
    ['a record whose constructor has no name', () => ({ record: Object.assign(new Date(0), { constructor: nameless }) })],
    ['a tag that is no text', () => ({ record: {}, tag: 7 })],
    ['a Proxy as the tag', () => ({ record: {}, tag: revoked() })],
  ];
  test.each(messages)('%s', async (_, make) => {
    const { channel, take } = setUp();
    await expect(channel.write(make() as Message)).rejects.toHaveProperty('code', 'FLB_NODE_E_BAD_MESSAGE');
    await channel.write({ record: { n: 2 } });
    expect(take()).toEqual([{ n: 2 }]);
  });

  test('a getter that writes another message: both arrive whole', async () => {
    for (const part of ['record', 'tag', 'metadata', 'inner'] as const) {
      const { channel, take } = setUp();
      const write = (): undefined => void channel.write({ record: { n: 'inner', wide: 2n ** 60n } });
      const record = { n: 'outer' };
      if (part === 'inner') Object.defineProperty(record, 'x', { get: write, enumerable: true });
      const get = () => (write(), part === 'record' ? record : undefined);
      const message = part === 'inner' ? { record } : Object.defineProperty({ record }, part, { get });
      await channel.write(message);
      const taken = take() as { n: string }[];
      expect(new Set(taken.map(({ n }) => n))).toEqual(new Set(['inner', 'outer']));
    }
  });
});

describe('values that are taken', () => {
  test('a large text, lone surrogates, sparse arrays, Proxies of plain objects', async () => {
    const { channel, take } = setUp();
    const text = 'é'.repeat(400_000);
    await channel.write({ record: { text } });
    expect(take()).toEqual([{ text }]);
    const plain = { a: [, 1], s: '\ud800', ['\udfff']: 1 }; // eslint-disable-line no-sparse-arrays
    await channel.write({ record: new Proxy(plain, {}) });
    expect(take()).toEqual([{ a: [null, 1], s: '\ufffd', '\ufffd': 1 }]);
  });

  test('a text that can never fit is refused as too large', async () => {
    const { channel, take } = setUp();
    const large = channel.write({ record: { text: 'x'.repeat(2 * LIMIT) } });
    await expect(large).rejects.toHaveProperty('code', 'FLB_NODE_E_RECORD_TOO_LARGE');
    expect(take()).toEqual([]);
  });

  test('whatever fast-check can think of: written and read back, or refused', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 5 }), async (values) => {
        const { channel, take } = setUp();
        let accepted = 0;
        for (const value of values) {
          const refused = await channel.write({ record: { value } }).then(
            () => undefined,
            (error: { code?: string }) => error.code ?? String(error),
          );
          expect([undefined, 'FLB_NODE_E_BAD_MESSAGE']).toContain(refused);
          if (refused === undefined) accepted++;
        }
        expect(take()).toHaveLength(accepted);
      }),
      { numRuns: 1000 },
    );
  });
});
