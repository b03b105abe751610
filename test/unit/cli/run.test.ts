import { describe, expect, test } from 'vitest';
import { readChunks } from '../../../src/cli/run/chunks.ts';
import { changeText, pair } from '../../../src/cli/run/diff.ts';
import { parseJson } from '../../../src/cli/run/json.ts';
import { envelope, readEnvelope, readRecord, signalText } from '../../../src/cli/run/lines.ts';
import { noColors } from '../../../src/cli/terminal.ts';
import { EventTime } from '../../../src/codec/event-time.ts';
import { decodeEvents } from '../../../src/codec/decoder.ts';

describe('parseJson', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['18446744073709551615', 2n ** 64n - 1n],
    ['18446744073709551616', 2 ** 64],
    ['[0.12345678901234567890, 1e30, "12345678901234567890"]', [0.12345678901234568, 1e30, '12345678901234567890']],
    ['{"a":[12345678901234567890,"\\u0001","\\u00010"]}', { a: [12345678901234567890n, '\u0001', '\u00010'] }],
    ['{"\\"1234567890123456789":1}', { '"1234567890123456789': 1 }],
  ])('%s', (text, value) => expect(parseJson(text)).toEqual(value));

  test.each(['', '{', '01234567890123456789', '12345678901234567890x', '{"a":1}{'])('not %s', (text) =>
    expect(() => parseJson(text)).toThrow(SyntaxError),
  );
});

describe('envelopes', () => {
  test.each([
    ['"2023-11-14T22:13:20.123456789Z"', 1_700_000_000, 123_456_789],
    ['"2023-11-14T23:13:20.5+01:00"', 1_700_000_000, 500_000_000],
    ['"2023-11-14T22:13:20Z"', 1_700_000_000, 0],
    ['1700000000.25', 1_700_000_000, 250_000_000],
  ])('of the time %s', (time, seconds, nanoseconds) => {
    expect(readEnvelope(`{"time":${time},"record":{}}`).time).toEqual(new EventTime(seconds, nanoseconds));
  });

  test('come back as they were', () => {
    const line = '{"time":"2023-11-14T22:13:20.123456789Z","tag":"app","metadata":{"a":1},"record":{"b":2}}';
    expect(JSON.stringify(envelope(readEnvelope(line)))).toBe(line);
  });

  test.each([
    ['[]', 'no object "record"'],
    ['{"record":1}', 'no object "record"'],
    ['{"record":{},"tag":1}', 'tag is no text'],
    ['{"record":{},"metadata":[]}', 'metadata is no object'],
    ['{"record":{},"time":"yesterday"}', 'neither ISO 8601'],
    ['{"record":{},"time":true}', 'neither ISO 8601'],
  ])('not %s', (line, message) => expect(() => readEnvelope(line)).toThrow(message));
});

test('records without a time have one each, in order', () => {
  const times = Array.from({ length: 50 }, () => readRecord('{}').time.toNanoseconds());
  for (const [at, time] of times.entries()) if (at > 0) expect(time > (times[at - 1] as bigint)).toBe(true);
});

test('numbers that JSON has not are text in metrics', () => {
  expect(signalText({ le: Infinity, least: -Infinity, none: NaN, at: 2n ** 60n, skip: undefined })).toBe(
    '{"le":"+Inf","least":"-Inf","none":"NaN","at":"1152921504606846976"}',
  );
});

describe('readChunks', () => {
  async function* pieces(...texts: string[]): AsyncGenerator<string> {
    yield* texts;
  }
  const chunksOf = async (text: AsyncIterable<string>, size: number): Promise<unknown[]> => {
    const found = [];
    const options = { size, tag: 'run', read: readEnvelope, onBadLine: (line: number) => found.push({ bad: line }) };
    for await (const { tag, bytes, lines } of readChunks(text, options)) {
      found.push({ tag, lines, records: [...decodeEvents(bytes)].map(({ record }) => record) });
    }
    return found;
  };
  const line = (n: number, tag?: string): string => JSON.stringify({ record: { n }, tag });

  test('lines that are cut anywhere', async () => {
    const text = `${line(1)}\n\n${line(2)}\n${line(3)}`;
    expect(await chunksOf(pieces(...text), 2)).toEqual([
      { tag: 'run', lines: [1, 3], records: [{ n: 1 }, { n: 2 }] },
      { tag: 'run', lines: [4, 4], records: [{ n: 3 }] },
    ]);
  });

  test('a chunk for each tag, and none for bad lines', async () => {
    const text = [line(1, 'a'), 'bad', line(2, 'a'), line(3, 'b')].join('\n');
    expect(await chunksOf(pieces(text), 10)).toEqual([
      { bad: 2 },
      { tag: 'a', lines: [1, 3], records: [{ n: 1 }, { n: 2 }] },
      { tag: 'b', lines: [4, 4], records: [{ n: 3 }] },
    ]);
  });

  test('nothing of nothing', async () => expect(await chunksOf(pieces('\n', ''), 1)).toEqual([]));
});

describe('pair', () => {
  const message = (nanos: number, n: number): { time: EventTime; record: { n: number } } => ({
    time: new EventTime(1, nanos),
    record: { n },
  });
  const [a, b, c] = [message(1, 1), message(2, 2), message(3, 3)];

  test('by time: changed, dropped where it was, added', () => {
    const changed = { ...b, record: { n: 20 } };
    const added = message(9, 9);
    expect(pair([a, b, c], [changed, added])).toEqual([{ before: a }, { before: b, after: changed }, { after: added }, { before: c }]);
  });

  test('of two with one time the first is that one', () => {
    expect(pair([a], [a, { ...a, record: { n: 2 } }])).toEqual([{ before: a, after: a }, { after: { ...a, record: { n: 2 } } }]);
  });

  test('in another order', () => {
    expect(pair([a, b], [b, a])).toEqual([{ before: b, after: b }, { before: a, after: a }]);
  });

  test('a comma that comes with the next line is no change', () => {
    const after = { ...a, record: { n: 1, m: 2 } };
    expect(changeText({ before: a, after }, ({ record }) => record, noColors)).toBe('  {\n    "n": 1,\n+   "m": 2\n  }');
  });
});
