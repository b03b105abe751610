import { EventTime, ExtData } from 'fluent-bit-node';
import { applyFilter } from 'fluent-bit-node/testing';
import { describe, expect, test } from 'vitest';
import plugin from './plugin.ts';
import { createRedactor, isCardNumber } from './redact.ts';

const VISA = '4111 1111 1111 1111';

describe('isCardNumber', () => {
  test.each(['4111111111111111', VISA, '5500-0055-5555-5559', '378282246310005', '6011000990139424'])('%s', (text) =>
    expect(isCardNumber(text)).toBe(true),
  );
  test.each(['4111111111111112', '1234567890123456', '0000000000000000'])('not %s', (text) =>
    expect(isCardNumber(text)).toBe(false),
  );
});

describe('the text', () => {
  const redact = createRedactor(['email', 'card'], '#');
  test.each([
    ['to jane.doe+x@mail.example.org, please', 'to #, please', 1],
    ['<jörg@bücher.de>;a_b%c@x.co', '<#>;#', 2],
    [`paid with ${VISA}.`, 'paid with #.', 1],
    ['4111111111111111,5500005555555559;pan4111111111111111x', '#,#;pan#x', 3],
    ['4111111111111111.5 and 0.4111111111111111', '4111111111111111.5 and 0.4111111111111111', 0],
    ['order 1234567890123456', 'order 1234567890123456', 0],
    ['part of a longer number: 41111111111111111111111', 'part of a longer number: 41111111111111111111111', 0],
    ['@ and a@b and a@b.', '@ and a@b and a@b.', 0],
    ['', '', 0],
  ])('%s', (text, masked, found) => expect(redact(text)).toEqual({ text: masked, found }));

  test('of a size that no record has takes no time', () => {
    const began = performance.now();
    for (const text of ['a'.repeat(200_000), `${'a.'.repeat(100_000)}@`, '1 '.repeat(100_000), '1'.repeat(200_000)]) redact(text);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

const time = new EventTime(1_700_000_000, 123_456_789);

test('masks strings wherever they are, and leaves everything else', async () => {
  const rest = { n: 4111111111111111, big: 2n ** 63n, bytes: new Uint8Array([64]), none: null, at: time, ext: new ExtData(7, new Uint8Array([1])) };
  const { status, messages } = await applyFilter(plugin, [
    {
      time,
      metadata: { from: 'a@b.org' },
      record: { text: 'a@b.org', list: [VISA, { deep: ['x a@b.org'] }], ...rest },
    },
    { time, record: { message: 'nothing here' } },
  ]);
  expect(status).toBe('modified');
  expect(messages).toEqual([
    {
      time,
      metadata: { from: 'a@b.org' },
      record: { text: '[redacted]', list: ['[redacted]', { deep: ['x [redacted]'] }], ...rest },
    },
    { time, record: { message: 'nothing here' } },
  ]);
});

test('lets a chunk pass untouched that has nothing to mask', async () => {
  const { status, logs } = await applyFilter(plugin, [{ record: { message: 'order 1234567890123456' } }]);
  expect(status).toBe('untouched');
  expect(logs).toEqual([]);
});

test('looks into the given keys only, for what is asked, and masks as told', async () => {
  const config = { what: 'card', keys: 'payment, note', mask: '***' };
  const record = { message: VISA, payment: { card: VISA, mail: 'a@b.org' }, note: VISA };
  const { records, logs } = await applyFilter(plugin, [{ record }], { config, tag: 'app' });
  expect(records).toEqual([{ message: VISA, payment: { card: '***', mail: 'a@b.org' }, note: '***' }]);
  expect(logs).toEqual([{ level: 'debug', message: 'masked 2 matches in a chunk of app' }]);
});

test('takes no other kinds', async () => {
  await expect(applyFilter(plugin, [], { config: { what: 'email,phone' } })).rejects.toThrow(/what/);
});
