import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EventTime, type TimeInput } from '../../../src/codec/event-time.ts';

afterEach(() => void vi.restoreAllMocks());

describe('accepted forms', () => {
  test.each<[string, TimeInput, number, number]>([
    ['Date', new Date(1_700_000_000_123), 1_700_000_000, 123_000_000],
    ['milliseconds', 1_700_000_000_123, 1_700_000_000, 123_000_000],
    ['milliseconds with a fraction', 1500.25, 1, 500_250_000],
    ['a fraction that rounds up to a second', 999.9999999, 1, 0],
    ['bigint nanoseconds', 1_700_000_000_123_456_789n, 1_700_000_000, 123_456_789],
    ['EventTime', new EventTime(5, 6), 5, 6],
    ['zero', 0, 0, 0],
  ])('%s', (_, input, seconds, nanoseconds) => {
    expect(EventTime.from(input)).toMatchObject({ seconds, nanoseconds });
  });

  test.each([
    NaN,
    Infinity,
    -1,
    -1n,
    new Date(NaN),
    new Date(-1),
    null,
    'now',
    {},
    true,
    2 ** 32 * 1000,
    2n ** 32n * 10n ** 9n,
    0xffffffff * 1000,
    0xfffffffe * 1000,
  ])('refuses %s', (input) => {
    expect(() => EventTime.from(input as never)).toThrow(expect.objectContaining({ code: 'FLB_NODE_E_BAD_TIME' }));
  });

  test.each([
    [1.5, 0],
    [-1, 0],
    [0, -1],
    [0, 1e9],
    [0, 0.5],
    [0xfffffffe, 0],
  ])('refuses the parts %d, %d', (s, n) => {
    expect(() => new EventTime(s, n)).toThrow(/not a time/);
  });
});

test('prints nine digits', () => {
  const time = new EventTime(1_700_000_000, 5);
  expect(String(time)).toBe('2023-11-14T22:13:20.000000005Z');
  expect(JSON.stringify({ time })).toBe('{"time":"2023-11-14T22:13:20.000000005Z"}');
});

test('nanoseconds round-trip, and order is theirs', () => {
  const nanos = fc.bigInt({ min: 0n, max: BigInt(EventTime.MAX_SECONDS) * 10n ** 9n });
  fc.assert(
    fc.property(nanos, nanos, (a, b) => {
      const [x, y] = [EventTime.fromNanoseconds(a), EventTime.fromNanoseconds(b)];
      expect(x.toNanoseconds()).toBe(a);
      expect(Math.sign(x.compare(y))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(x.equals(y)).toBe(a === b);
      expect(x.toDate().getTime()).toBe(Number(a / 1_000_000n));
    }),
  );
});

describe('now', () => {
  test('lies in the millisecond of Date.now(), never goes back, and resolves below a microsecond', () => {
    let last = 0n;
    const steps = new Set<bigint>();
    for (let i = 0; i < 20_000; i++) {
      const before = Date.now();
      const now = EventTime.now();
      const after = Date.now();
      expect(now.toDate().getTime()).toBeGreaterThanOrEqual(before);
      expect(now.toDate().getTime()).toBeLessThanOrEqual(after);
      const nanos = now.toNanoseconds();
      if (nanos < last) expect.fail('went back');
      steps.add(nanos % 1000n);
      last = nanos;
    }
    expect(steps.size).toBeGreaterThan(100);
  });

  test('follows the wall clock when that is set, at once', () => {
    const clock = vi.spyOn(Date, 'now');
    for (const ms of [1_000_000_000_000, 1_000_000_003_600, 999_999_999_999]) {
      clock.mockReturnValue(ms);
      for (let i = 0; i < 3; i++) expect(EventTime.now().toDate().getTime()).toBe(ms);
    }
  });
});
