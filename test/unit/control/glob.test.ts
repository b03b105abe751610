/** Patterns of `flb-node tap`. */
import { expect, test } from 'vitest';
import { globToRegExp, matchesAny } from '../../../src/control/glob.ts';

test.each([
  ['*', 'kube.var.log', true],
  ['kube.*', 'kube.var.log', true],
  ['kube.*', 'kubexvar', false],
  ['in-?', 'in-a', true],
  ['in-?', 'in-ab', false],
  ['a', 'ab', false],
  ['(a|b)+[c]', '(a|b)+[c]', true],
  ['(a|b)+[c]', 'ac', false],
  ['a*', 'a\nb', true],
  ['', '', true],
])('%s on %j is %s', (pattern, text, expected) => {
  expect(globToRegExp(pattern).test(text)).toBe(expected);
});

test('any pattern, any text', () => {
  const patterns = ['a*', 'b'].map(globToRegExp);
  expect([matchesAny(patterns, 'x', 'ab'), matchesAny(patterns, 'x', 'y'), matchesAny([], 'a')]).toEqual([true, false, false]);
});
