import { expect, test } from 'vitest';
import { isLoopback, parseInspect } from '../../../src/config/inspect.ts';

test.each([
  ['127.0.0.1:9229', '127.0.0.1', 9229, true],
  ['localhost:0', '127.0.0.1', 0, true],
  ['LOCALHOST:1', '127.0.0.1', 1, true],
  ['127.255.0.1:65535', '127.255.0.1', 65_535, true],
  ['[::1]:9229', '::1', 9229, true],
  ['0.0.0.0:9229', '0.0.0.0', 9229, false],
  ['[::]:9229', '::', 9229, false],
  ['[::ffff:10.0.0.1]:9229', '::ffff:10.0.0.1', 9229, false],
  ['192.168.0.1:9229', '192.168.0.1', 9229, false],
])('%s', (text, host, port, loopback) => {
  const address = parseInspect(text);
  expect(address).toEqual({ host, port });
  expect(address && isLoopback(address)).toBe(loopback);
});

test('empty: no inspector', () => expect(parseInspect('')).toBeNull());

test.each(['on', '9229', ':9229', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '127.1:9229', '::1:9229',
  'example.org:9229', '127.0.0.1.example.org:1', '[127.0.0.1]:1', 'localhost.evil:1', '127.0.0.1:9229/x', ' 127.0.0.1:1'])(
  'refuses %j',
  (text) => expect(parseInspect(text)).toBeUndefined(),
);
