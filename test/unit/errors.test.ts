import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  CancelledError,
  ConfigError,
  FluentBitNodeError,
  RetryError,
  createError,
  describeError,
  errorTable,
  type ErrorCode,
} from '../../src/errors.ts';

describe('the table', () => {
  test.each(Object.entries(errorTable))('%s has one line each of message and fix', (code, { message, fix }) => {
    expect(code).toMatch(/^FLB_NODE_E_[A-Z_]+$/);
    for (const line of [message, fix]) {
      expect(line).not.toBe('');
      expect(line).not.toMatch(/[\n]|\.$/);
    }
  });
});

test('createError fills the message and keeps code, fix and cause', () => {
  const cause = new Error('why');
  const error = createError('FLB_NODE_E_ALREADY_REGISTERED', 'b', 'a', { cause });
  expect(error.message).toBe('cannot register plugin "b": this bundle has already registered "a"');
  expect(error).toMatchObject({ code: 'FLB_NODE_E_ALREADY_REGISTERED', cause, name: 'FluentBitNodeError' });
  expect(error.fix).toBe(errorTable.FLB_NODE_E_ALREADY_REGISTERED.fix);
  expect(error).toBeInstanceOf(Error);
});

test('an error as the last argument is text, not options', () => {
  const error = createError('FLB_NODE_E_RETRY', new Error('outer', { cause: 1 }));
  expect(error.message).toBe('Error: outer');
  expect('cause' in error).toBe(false);
});

test('"%s" inside an argument is left alone', () => {
  expect(createError('FLB_NODE_E_BUNDLE_UNREADABLE', '%s.js', '$& gone').message).toBe(
    'cannot read the bundle %s.js: $& gone',
  );
});

test('errors are known by their code, also from another copy of the SDK', () => {
  const foreign = (code: ErrorCode): unknown => Object.assign(new Error('x'), { code });
  expect(CancelledError.is(foreign('FLB_NODE_E_CANCELLED'))).toBe(true);
  expect(CancelledError.is(foreign('FLB_NODE_E_WRITE_AFTER_CANCEL'))).toBe(true);
  expect(CancelledError.is(foreign('FLB_NODE_E_RETRY'))).toBe(false);
  expect(RetryError.is(foreign('FLB_NODE_E_RETRY'))).toBe(true);
  expect(ConfigError.is(foreign('FLB_NODE_E_CONFIG'))).toBe(true);
  expect(FluentBitNodeError.is(foreign('FLB_NODE_E_CONFIG'))).toBe(true);
  for (const other of [
    undefined,
    null,
    'FLB_NODE_E_RETRY',
    {},
    { code: 7 },
    Object.assign(new Error(), { code: 'ENOENT' }),
  ]) {
    expect(FluentBitNodeError.is(other)).toBe(false);
    expect(RetryError.is(other)).toBe(false);
  }
});

test('the subclasses', () => {
  expect(new RetryError().message).toBe('the plugin asked for a retry');
  expect(new RetryError('503 from x', { cause: 5 })).toMatchObject({
    name: 'RetryError',
    message: '503 from x',
    cause: 5,
  });
  expect(new CancelledError('write()').message).toBe('write() was cut short: the plugin is being stopped');
  expect(new CancelledError('write()', { code: 'FLB_NODE_E_WRITE_AFTER_CANCEL' }).code).toBe(
    'FLB_NODE_E_WRITE_AFTER_CANCEL',
  );
});

test('ConfigError lists every issue and shows no secret', () => {
  const error = new ConfigError('[INPUT] in-dummy.0', [
    { key: 'rate', value: 'fast', expected: 'expected a number' },
    { key: 'foo', value: undefined, expected: 'expected a string' },
    { key: 'api_key', value: 'hunter2', expected: 'too short' },
    { key: '', value: undefined, expected: 'either a or b' },
  ]);
  expect(error.message).toBe(
    '[INPUT] in-dummy.0: rate is "fast": expected a number; foo is missing: expected a string; ' +
      'api_key has a wrong value (not shown): too short; either a or b',
  );
  expect(error.issues).toHaveLength(4);
});

test('describeError says code and next step, and copes with anything', () => {
  expect(describeError(new RetryError('busy'))).toBe(`busy [FLB_NODE_E_RETRY] -> ${errorTable.FLB_NODE_E_RETRY.fix}`);
  expect(describeError(new TypeError('no'))).toBe('TypeError: no');
  expect(describeError('text')).toBe('text');
  expect(describeError(undefined)).toBe('undefined');
});

test('every code that the sources print is in the table', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const unknown = new Set<string>();
  for (const folder of ['src', 'tools', 'cmake', 'native/plugin', 'native/core', 'native/runtime', 'native/include']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [code] of text.matchAll(/FLB_NODE_E_[A-Z]\w*/g)) if (!(code in errorTable)) unknown.add(code);
    }
  }
  expect([...unknown]).toEqual([]);
});
