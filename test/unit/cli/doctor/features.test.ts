import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { features, featuresOf, whyMissing, type Feature } from '../../../../src/cli/doctor/features.ts';
import type { FluentBit, Version } from '../../../../src/cli/doctor/fluent-bit.ts';

/** Of docs/compatibility.md: the newest release of each column. */
const COLUMNS: Version[] = [
  [2, 2, 3],
  [3, 2, 10],
  [4, 0, 14],
  [4, 1, 2],
  [5, 0, 9],
  [5, 1, 1],
];

/** The row of the page, and the feature that says the same. */
const ROWS: Record<string, string> = {
  'Input and output plugins': 'input and output plugins',
  'Metrics as the plugin has them, at `/api/v2/metrics/prometheus`': 'histograms and summaries on that page, exactly',
  'Inputs that write metrics and traces': 'metrics from inputs (writeMetrics)',
  'Several readings of metrics in one chunk': 'several readings of metrics in one chunk',
  "Traces pass the processors of the input's section": 'traces pass the processors of their input',
  '`unit`, `startTimestamp`, integers beyond 2^53 and exponential histograms in `writeMetrics`':
    '`unit`, `startTimestamp` and exponential histograms in writeMetrics',
  'Outputs of metrics and traces': 'outputs of metrics and traces',
  '`plugins:` in YAML': '`plugins:` in YAML',
  'Custom plugins': 'custom plugins',
  'An input whose `init` fails ends the start': 'an input whose init fails ends the start',
  'Flushes during a hot reload': 'flushes during a hot reload',
  'An unknown key fails the start': 'options of plugins: help, unknown keys refused',
};

const page = readFileSync(new URL('../../../../docs/compatibility.md', import.meta.url), 'utf8');
const cellsOf = (row: string): string[] => {
  const line = page.split('\n').find((each) => each.startsWith(`| ${row} |`));
  if (line === undefined) throw new Error(`docs/compatibility.md has no row "${row}"`);
  return line.split('|').slice(2, 2 + COLUMNS.length).map((cell) => cell.trim());
};

const named = (what: string): Feature => {
  const found = features.find((feature) => feature.what === what);
  if (!found) throw new Error(`no feature "${what}"`);
  return found;
};

/** One that exports and knows all that any feature asks for. */
const host = (version: Version | undefined, without: readonly string[] = []): FluentBit => {
  const symbols = new Set(features.flatMap((feature) => feature.symbols ?? []).filter((name) => !without.includes(name)));
  const elf = { machine: 'x64', interpreter: undefined, soname: undefined, needed: [], runpath: [], nodelete: false, symbols, sections: new Map(), bytes: Buffer.alloc(0) };
  return { path: 'fluent-bit', version, isHost: false, elf, names: (text) => !without.includes(text) };
};

describe.each(Object.entries(ROWS))('%s', (row, what) => {
  const cells = cellsOf(row);
  test.each(COLUMNS.map((version, at) => ({ version: version.join('.'), at, cell: cells[at]! })).filter(({ cell }) => cell !== ''))(
    'on $version as the page says: $cell',
    ({ at, cell }) => {
      expect(whyMissing(named(what), host(COLUMNS[at])) === undefined).toBe(cell !== 'no');
    },
  );
});

test('"from X" of the page is the version that a feature names', () => {
  for (const [row, what] of Object.entries(ROWS)) {
    const from = cellsOf(row).map((cell) => /^from (\d+\.\d+\.\d+)$/.exec(cell)?.[1]).find((version) => version !== undefined);
    if (from !== undefined) expect(named(what).since?.join('.'), row).toBe(from);
  }
});

test('a version that should have it, and does not export it, lacks it: the functions are named', () => {
  const feature = named('filters');
  expect(whyMissing(feature, host([5, 1, 1], ['flb_filter_set_context']))).toBe('it has no flb_filter_set_context');
});

test('of what is missing, no parts are spoken of', () => {
  const parts = features.filter(({ of }) => of !== undefined);
  const lacking = featuresOf(host([5, 1, 1], ['flb_input_metrics_append', 'flb_input_trace_append']));
  expect(parts.length).toBeGreaterThan(0);
  expect(lacking).toHaveLength(features.length - parts.length);
  expect(featuresOf(host([5, 1, 1]))).toHaveLength(features.length);
});

test('an unknown version is judged by what it exports', () => {
  expect(features.filter((feature) => whyMissing(feature, host(undefined)) !== undefined)).toEqual([]);
});
