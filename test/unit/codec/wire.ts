/** Bytes that look like msgpack more than noise does: heads that fit each other, with lengths that need not be true. */
import fc from 'fast-check';

const bytesOf = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) % 256);

/** The truth or near it, most of the time; else anything up to 4 GB. */
const length = (truth: number, size: number): fc.Arbitrary<number[]> =>
  fc
    .oneof({ weight: 8, arbitrary: fc.constant(truth) }, { weight: 1, arbitrary: fc.constant(truth + 1) }, { weight: 1, arbitrary: fc.nat() })
    .map((claimed) => bytesOf(claimed, size));

const sized = (heads: readonly [head: number, size: number][], count: number, rest: number[]): fc.Arbitrary<number[]> =>
  fc
    .constantFrom(...heads)
    .chain(([head, size]) => length(count, size).map((claimed) => [head, ...claimed, ...rest]));

const payload = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });

const { value } = fc.letrec<{ value: number[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.integer({ min: 0, max: 255 }).map((byte) => [byte]),
    fc.tuple(fc.constantFrom(0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd7, 0xd8), payload).map(([head, rest]) => [head, ...rest]),
    fc.string({ maxLength: 31 }).map((text) => {
      const utf8 = Buffer.from(text).subarray(0, 31);
      return [0xa0 + utf8.length, ...utf8];
    }),
    payload.chain((rest) => sized([[0xc4, 1], [0xc5, 2], [0xc6, 4], [0xd9, 1], [0xda, 2], [0xdb, 4]], rest.length, rest)),
    payload.chain((rest) => sized([[0xc7, 1], [0xc8, 2], [0xc9, 4]], Math.max(0, rest.length - 1), rest)),
    fc.array(tie('value'), { maxLength: 5 }).chain((items) => sized([[0xdc, 2], [0xdd, 4]], items.length, items.flat())),
    fc.array(tie('value'), { maxLength: 15 }).map((items) => [0x90 + items.length, ...items.flat()]),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 5 }).chain((items) => sized([[0xde, 2], [0xdf, 4]], items.length, items.flat(2))),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 15 }).map((items) => [0x80 + items.length, ...items.flat(2)]),
  ),
}));

/** Also of the shape of an event now and then. */
export const wire: fc.Arbitrary<Uint8Array> = fc
  .oneof(
    value,
    fc.array(value, { maxLength: 4 }).map((values) => values.flat()),
    fc.tuple(value, value).map(([time, body]) => [0x92, ...time, ...body]),
    fc.tuple(value, value, value).map(([time, metadata, body]) => [0x92, 0x92, ...time, ...metadata, ...body]),
  )
  .map((bytes) => Uint8Array.from(bytes));
