import { expect, test } from 'vitest';
import { quantile, summary } from '../../../bench/lib/statistics.mjs';
import { ratioTable } from '../../../bench/lib/table.mjs';
import { judge } from '../../../bench/lib/targets.mjs';

const variants = { ours: {}, 'peer, slow': {}, 'peer, fast': {}, absent: {} };
const results = {
  ours: { rate: summary([90, 100, 140]), lost: summary([0, 0, 1]) },
  'peer, slow': { rate: summary([10, 20, 30]) },
  'peer, fast': { rate: summary([50, 50, 70]) },
  absent: { notRun: 'it is not there' },
};
const judged = (target: object) => judge({ variants, targets: [{ number: 1, of: 'ours', ...target }] }, results)[0];

test('a ratio is that of the medians, its range that of the runs side by side', () => {
  expect(judged({ to: ['peer, fast'], rate: { atLeast: 2 } })).toMatchObject({ value: 2, low: 1.8, high: 2, met: true });
});

test('a ratio below its target is not met', () => {
  expect(judged({ to: ['peer, fast'], rate: { atLeast: 2.01 } })).toMatchObject({ value: 2, met: false });
});

test('of several peers the best one is compared with', () => {
  expect(judged({ to: /^peer/, rate: { atLeast: 3 } })).toMatchObject({ to: 'peer, fast', met: false });
});

test('a difference is divided by what it is for', () => {
  expect(judged({ minus: 'peer, fast', per: 5, rate: { atMost: 10 } })).toMatchObject({ value: 10, met: true });
});

test('with `worst` each run has to meet the target', () => {
  expect(judged({ lost: { atMost: 0 } })).toMatchObject({ value: 0, met: true });
  expect(judged({ lost: { atMost: 0 }, worst: true })).toMatchObject({ high: 1, met: false });
});

test('what was not run is neither met nor missed, and says why', () => {
  const ratio = judged({ to: ['absent'], rate: { atLeast: 1 } });
  expect(ratio).toMatchObject({ value: null, met: null, why: 'it is not there' });
  expect(ratioTable([{ case: 'input', ...ratio! }])).toContain('not run: it is not there');
});

test('a quantile lies between the two values that it falls between', () => {
  expect([0, 0.5, 0.75, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 2.5, 3.25, 4]);
});
