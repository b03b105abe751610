import { expect, test } from 'vitest';
import { closest, editDistance } from '../../../src/cli/closest.ts';

test.each([
  ['', '', 0],
  ['a', '', 1],
  ['interval', 'interval', 0],
  ['intreval', 'interval', 1],
  ['interva', 'interval', 1],
  ['intervall', 'interval', 1],
  ['interval', 'intxrval', 1],
  ['kitten', 'sitting', 3],
])('%s to %s: %d', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});

const WORDS = ['message', 'interval', 'node.watchdog', 'node.heap_mb', 'mask'];

test.each([
  ['mesage', 'message'],
  ['Intreval', 'interval'],
  ['node.heap-mb', 'node.heap_mb'],
  ['node.wachdog', 'node.watchdog'],
  ['masks', 'mask'],
  ['url', undefined],
  ['x', undefined],
])('%s: %s', (given, meant) => expect(closest(given, WORDS)).toBe(meant));
