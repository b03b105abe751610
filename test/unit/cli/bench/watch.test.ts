import { expect, test } from 'vitest';
import { metrics, type Reading } from '../../../../src/cli/bench/watch.ts';

const reading = (counts: number[], delay = 0): Reading => ({
  waits: { bounds: [0.001, 0.01], counts },
  figures: { event_loop_delay_seconds: delay },
});

test('waits are those between the first reading and the last one', () => {
  // All of them between 1 and 10 ms.
  expect(metrics([reading([50, 0, 0]), reading([50, 40, 0]), reading([50, 100, 0])])).toEqual({
    wait50: expect.closeTo(5.5) as number,
    wait99: expect.closeTo(9.91) as number,
    loop: 0,
  });
});

test('without any in between, those of all time; beyond the last bound, that one', () => {
  expect(metrics([reading([0, 0, 10]), reading([0, 0, 10])])).toMatchObject({ wait50: 10, wait99: 10 });
});

test('an input has none', () => {
  expect(metrics([reading([0, 0, 0]), reading([0, 0, 0], 0.25), reading([0, 0, 0], 0.1)])).toEqual({ loop: 250 });
});

test('a delay from before the window does not count', () => {
  expect(metrics([reading([0, 0, 0], 9), reading([0, 0, 0], 0.1)])).toEqual({ loop: 100 });
});
