import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isOwnKey, OWN_KEYS, OWN_PREFIXES } from '../../../src/cli/lint/own-keys.ts';
import { settingKeys } from '../../../src/config/settings.ts';

/** Fluent Bit's sources, where they are on this machine. */
const SOURCES = process.env['FLUENT_BIT_SOURCES'] ?? '/opt/flb/src-5.1.1';

describe.skipIf(!existsSync(SOURCES))("the keys are those of Fluent Bit's sources", () => {
  test.each([
    ['input', 'flb_input.c', 'flb_input_set_property'],
    ['output', 'flb_output.c', 'flb_output_set_property'],
    ['filter', 'flb_filter.c', 'flb_filter_set_property'],
    ['custom', 'flb_custom.c', 'flb_custom_set_property'],
  ] as const)('%s: %s', (type, file, name) => {
    const text = readFileSync(`${SOURCES}/src/${file}`, 'utf8');
    const start = text.indexOf(`int ${name}(`);
    const body = text.slice(start, text.indexOf('\n}', start));
    const keys = [...body.matchAll(/prop_key_check\("([^"]+)"/g)].map(([, key = '']) => key);
    const prefixes = [...body.matchAll(/strncasecmp\("([^"]+)", k/g)].map(([, key = '']) => key);
    expect(keys).toContain('alias');
    expect(OWN_KEYS[type]).toEqual(expect.arrayContaining(keys));
    expect([...OWN_PREFIXES[type]].sort()).toEqual(prefixes.sort());
    // What is beyond them is read elsewhere.
    const others = OWN_KEYS[type].filter((key) => !keys.includes(key));
    const elsewhere = ['name', 'processors', 'routes', 'active', 'condition'];
    expect(elsewhere).toEqual(expect.arrayContaining(others));
  });
});

test('case does not matter, and a setting of ours is none of them', () => {
  expect(isOwnKey('input', 'Mem_Buf_Limit')).toBe(true);
  expect(isOwnKey('output', 'NET.keepalive')).toBe(true);
  expect(isOwnKey('filter', 'tag')).toBe(false);
  for (const type of ['input', 'output', 'filter', 'custom'] as const) {
    expect(settingKeys.filter((key) => isOwnKey(type, key))).toEqual([]);
  }
});
