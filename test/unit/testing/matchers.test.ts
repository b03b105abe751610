import { beforeEach, describe, expect, test } from 'vitest';
import '../../../src/testing/vitest.ts';
import { registerInput } from '../../../src/index.ts';
import { resetRegistration, runInput, startInstance, type InputResult } from '../../../src/testing/index.ts';

const plugin = () => {
  resetRegistration();
  return registerInput('in-test', 'test', () => ({
    init(_, { logger, metrics }) {
      logger.warn('careful, %s', 'you');
      metrics.newCounter('made_total', 'Made', ['kind']).inc({ kind: 'a' }, 2);
    },
    async collect(_, ch) {
      await ch.writeBatch([{ record: { a: 1, deep: { x: 1, y: 2 } } }, { record: { b: 2 } }]);
    },
  }));
};

let result: InputResult;
beforeEach(async () => void (result = await runInput(plugin())));

const said = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
};

describe('toHaveWritten', () => {
  test('parts of records, in their order', () => {
    expect(result).toHaveWritten({ a: 1 });
    expect(result).toHaveWritten({ deep: { x: expect.any(Number) } }, { b: 2 });
    expect(result).not.toHaveWritten({ a: 2 });
    expect(result).not.toHaveWritten({ b: 2 }, { a: 1 });
    expect(result).not.toHaveWritten({ a: 1 }, { a: 1 });
  });

  test('of an instance', async () => {
    const instance = await startInstance(plugin());
    await instance.received(2);
    expect(instance).toHaveWritten({ b: 2 });
    await instance.cancel();
  });

  test('says what there was instead', () => {
    expect(said(() => expect(result).toHaveWritten({ a: 1 }, { c: 3 }))).toBe(
      'expected to have written { c: 3 } (number 2 of 2, in this order)\nwritten:\n  { a: 1, deep: { x: 1, y: 2 } }\n  { b: 2 }',
    );
    expect(said(() => expect(result).not.toHaveWritten({ b: 2 }))).toContain('expected not to have written { b: 2 }');
    expect(said(() => expect({ records: [] }).toHaveWritten({}))).toContain('written: none');
    expect(said(() => expect(3).toHaveWritten({}))).toBe(
      'toHaveWritten: expected an instance or the result of runInput or applyFilter, received 3',
    );
  });
});

describe('toHaveLogged', () => {
  test('a text or a pattern, at a level', () => {
    expect(result).toHaveLogged('careful');
    expect(result).toHaveLogged(/^careful, you$/);
    expect(result).toHaveLogged('warn', 'you');
    expect(result).not.toHaveLogged('error', 'you');
    expect(result).not.toHaveLogged('nothing');
  });

  test('says what there was instead', () => {
    const message = said(() => expect(result).toHaveLogged('error', /you/));
    expect(message).toContain('expected to have logged [error] /you/\nlogged:\n  [warn] careful, you');
    expect(said(() => expect(result).not.toHaveLogged('you'))).toContain("expected not to have logged 'you'");
  });
});

describe('toHaveMetric', () => {
  test('by name, labels and value', () => {
    expect(result).toHaveMetric('made_total');
    expect(result).toHaveMetric('made_total', 2);
    expect(result.metrics).toHaveMetric('made_total', { kind: 'a' });
    expect(result).toHaveMetric('made_total', { kind: 'a' }, 2);
    expect(result).toHaveMetric('made_total', {}, expect.any(Number));
    expect(result).not.toHaveMetric('made_total', { kind: 'b' });
    expect(result).not.toHaveMetric('made_total', { kind: 'a' }, 3);
    expect(result).not.toHaveMetric('other');
  });

  test('says what there was instead', () => {
    expect(said(() => expect(result).toHaveMetric('made_total', { kind: 'a' }, 3))).toBe(
      'expected to have the metric made_total with labels { kind: \'a\' } of 3\nthere are:\n  made_total{kind="a"} 2',
    );
    expect(said(() => expect({}).toHaveMetric('x'))).toContain('expected the result of a driver');
  });
});
