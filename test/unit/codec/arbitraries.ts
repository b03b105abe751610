import fc from 'fast-check';
import { ExtData } from '@msgpack/msgpack';
import { EventTime } from '../../../src/codec/event-time.ts';

export const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ minLength: 190, maxLength: 260 }));

/** Keys as logs have them, and those that have broken decoders. */
export const key = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'hasOwnProperty', '', '0', 'date', 'message'),
);

// -0 is written as the integer 0.
const double = fc.double().map((value) => (Object.is(value, -0) ? 0 : value));

/** What the plain library can encode. */
export const msgpackValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.integer(), fc.maxSafeInteger(), double, fc.boolean(), fc.constant(null), text, fc.uint8Array()),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ maxLength: 8 }).filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

export const eventTime: fc.Arbitrary<EventTime> = fc
  .tuple(fc.integer({ min: 0, max: EventTime.MAX_SECONDS }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([seconds, nanoseconds]) => new EventTime(seconds, nanoseconds));

const wideInteger = fc.oneof(
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
);

const extension = fc
  .tuple(fc.integer({ min: -128, max: 127 }), fc.uint8Array({ maxLength: 20 }))
  .filter(([type, { length }]) => type !== 0 || length !== 8)
  .map(([type, data]) => new ExtData(type, data));

/** What decodes to itself. */
export const { record, value } = fc.letrec<{ record: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      double,
      wideInteger,
      fc.boolean(),
      fc.constant(null),
      text,
      fc.uint8Array(),
      eventTime,
      extension,
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    tie('record'),
  ),
  record: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>),
}));
