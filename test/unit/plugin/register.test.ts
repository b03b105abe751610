import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { registerCustom, registerFilter, registerInput, registerOutput, type OutputOptions } from '../../../src/index.ts';
import { resetRegistration } from '../../../src/plugin/register.ts';
import { SDK_VERSION } from '../../../src/plugin/sdk.ts';
import { BINDING_ABI, PLUGIN_SLOT } from '../../../src/runtime/binding.ts';

const slot = globalThis as { [PLUGIN_SLOT]?: unknown };
const input = { init() {}, async collect() {} };
const output = { init() {}, async flush() {} };

beforeEach(resetRegistration);

test('fills the slot that the runtime reads', () => {
  const definition = registerInput('in-a', 'An input', () => input);
  expect(slot[PLUGIN_SLOT]).toBe(definition);
  expect(definition).toMatchObject({
    abi: BINDING_ABI,
    sdk: SDK_VERSION,
    type: 'input',
    name: 'in-a',
    description: 'An input',
  });
  expect(typeof definition.run).toBe('function');
});

test('the kinds', () => {
  const kinds = [
    () => registerInput('a', 'd', () => input),
    () => registerOutput('b', 'd', () => output),
    () => registerCustom('c', 'd', () => ({ init() {} })),
    () => registerFilter('d', 'd', () => ({ init() {}, filter() {} })),
  ].map((register) => {
    resetRegistration();
    return register().type;
  });
  expect(kinds).toEqual(['input', 'output', 'custom', 'filter']);
});

test.each(['my-filter', 'Filter', '', '1st', 'a.b'])('a filter cannot be called "%s"', (name) => {
  expect(() => registerFilter(name, 'd', () => ({ init() {}, filter() {} }))).toThrow(
    expect.objectContaining({ code: 'FLB_NODE_E_FILTER_NAME' }),
  );
});

test('keeps the schema, and calls the factory once per instance only', () => {
  const config = z.object({ foo: z.string() });
  let made = 0;
  const definition = registerOutput('out-a', 'd', () => (made++, { init() {}, async flush() {} }), { config });
  expect(definition.schema).toBe(config);
  expect(made).toBe(0);
});

test('what an output takes: logs, unless it says otherwise', () => {
  const register = (options?: OutputOptions) => {
    resetRegistration();
    return registerOutput('out-a', 'd', () => output, options).eventTypes;
  };
  expect(register()).toEqual(['logs']);
  expect(register({ eventTypes: ['metrics', 'traces'] })).toEqual(['metrics', 'traces']);
  expect(() => register({ eventTypes: [] })).toThrow("eventTypes is not a list of 'logs', 'metrics', 'traces'");
  expect(() => register({ eventTypes: ['blobs' as never] })).toThrow('eventTypes is not a list');
  resetRegistration();
  expect(registerInput('in-a', 'd', () => input).eventTypes).toBeUndefined();
});

test('a second registration names both', () => {
  registerInput('in-a', 'An input', () => input);
  expect(() => registerOutput('out-b', 'An output', () => output)).toThrow(
    expect.objectContaining({
      code: 'FLB_NODE_E_ALREADY_REGISTERED',
      message: expect.stringMatching(/"out-b".*"in-a"/) as string,
    }),
  );
});

describe('refuses', () => {
  test.each(['', 'in dummy', 'In-Dummy', '1in', 'in/dummy', 'in-dummy\n', 'ïn'])('the name %j', (name) => {
    expect(() => registerInput(name, 'd', () => input)).toThrow(
      expect.objectContaining({ code: 'FLB_NODE_E_BAD_NAME' }),
    );
    expect(slot[PLUGIN_SLOT]).toBeUndefined();
  });

  test.each(['', '  ', 'two\nlines', undefined])('the description %j', (description) => {
    expect(() => registerInput('a', description as string, () => input)).toThrow(/description is not one line/);
  });

  test('a plugin in place of a factory', () => {
    expect(() => registerInput('a', 'd', input as never)).toThrow(/factory is of type object/);
  });

  test('a config that is no schema', () => {
    expect(() => registerInput('a', 'd', () => input, { config: { foo: 'string' } as never })).toThrow(
      /Standard Schema/,
    );
  });
});

test('the SDK names the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(SDK_VERSION).toBe(version);
});
