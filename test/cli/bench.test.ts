import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { BenchReport } from '../../src/cli/bench/report.ts';
import { onPath } from '../../src/cli/doctor/programs.ts';
import { flbNode, ROOT } from './support/flb-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'flb-node-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const plugin = (name: string): string => join(ROOT, 'bench/plugins', name, 'plugin.ts');
const SHORT = ['--rounds', '1', '--duration', '1'];

async function bench(args: readonly string[]): Promise<{ code: number | null; report: BenchReport; stderr: string }> {
  const { code, stdout, stderr } = await flbNode(['bench', ...args, ...SHORT, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { code, report: JSON.parse(stdout) as BenchReport, stderr };
}

/** The one run of a metric. */
function run(report: BenchReport, variant: string, metric: string): number {
  const result = report.results[variant];
  if (result === undefined || 'notRun' in result) throw new Error(`${variant}: ${JSON.stringify(result)}`);
  return (result as Record<string, { runs: number[] }>)[metric]?.runs[0] ?? NaN;
}

/** The numbers of one run fit one another, whatever they are. */
function expectSums(report: BenchReport, variant: string): void {
  const [records, seconds, rate, cpu] = ['records', 'seconds', 'rate', 'cpu'].map((metric) => run(report, variant, metric)) as [number, number, number, number];
  expect(records).toBeGreaterThan(0);
  expect(Number.isInteger(records)).toBe(true);
  expect(records / seconds).toBeCloseTo(rate);
  expect(cpu).toBeGreaterThanOrEqual(0);
  expect(run(report, variant, 'bytes') * seconds).toBeGreaterThan(records);
}

const onHost = ['--host'];

describe('in flb-node-host', () => {
  test('an output: beside null, with what Fluent Bit waited for flush', async () => {
    const { code, report, stderr } = await bench([plugin('bench-sink'), 'read=one', ...onHost]);
    expect(code).toBe(0);
    expect(Object.keys(report.results)).toEqual(['bench-sink', 'native null']);
    expectSums(report, 'bench-sink');
    expectSums(report, 'native null');
    expect(run(report, 'bench-sink', 'wait99')).toBeGreaterThanOrEqual(run(report, 'bench-sink', 'wait50'));
    expect(run(report, 'bench-sink', 'loop')).toBeGreaterThanOrEqual(0);
    expect(report).toMatchObject({ plugin: { type: 'output', name: 'bench-sink' }, rounds: 1, machine: { host: 'flb-node-host' } });
    expect(stderr).toContain('native null (1 of 1)');
    const ratio = report.ratios.find(({ metric }) => metric === 'rate');
    expect(ratio?.value).toBeCloseTo(run(report, 'bench-sink', 'rate') / run(report, 'native null', 'rate'));
  });

  test('a filter, fed by a sample: beside none', async () => {
    const sample = join(folder, 'sample.ndjson');
    writeFileSync(sample, '{"level":"info","at":"a sample"}\n\n{"level":"debug"}\n');
    const { code, report } = await bench([plugin('filter-bench'), 'do=drop', '--input', sample, ...onHost]);
    expect(code).toBe(0);
    expect(Object.keys(report.results)).toEqual(['bench', 'no filter']);
    expectSums(report, 'bench');
    // Records of some 30 bytes; the generated ones have more than 80.
    expect(run(report, 'no filter', 'bytes') / run(report, 'no filter', 'rate')).toBeLessThan(60);
    expect(run(report, 'bench', 'wait50')).toBeGreaterThan(0);
  });

  test('the settings of a configuration, and those that are given beside it', async () => {
    const conf = join(folder, 'fluent-bit.conf');
    writeFileSync(conf, '@SET HOW=nothing\n[OUTPUT]\n    Name bench-sink\n    Match other.*\n    Read ${HOW}\n');
    const wrong = await bench([plugin('bench-sink'), '-c', conf, ...onHost]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('read: nothing');
    const { code, report } = await bench([plugin('bench-sink'), 'Read=one', '-c', conf, ...onHost]);
    expect(code).toBe(0);
    expectSums(report, 'bench-sink');
  });

  test('an input', async () => {
    const { code, report } = await bench([plugin('bench-flood'), 'rate=1000', ...onHost]);
    expect(code).toBe(0);
    expectSums(report, 'bench-flood');
    expect(report.results).toHaveProperty(["the package's own bench-flood"]);
  });

  test('for people: the machine, the rounds and a table on stdout', async () => {
    const { code, stdout } = await flbNode(['bench', plugin('bench-sink'), ...onHost, ...SHORT]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flb-node-host, libnode \d+/);
    expect(stdout).toContain('1 round of about 1 s each');
    expect(stdout).toMatch(/^\| bench-sink +\| [\d,]+ +\|/m);
    expect(stdout).toMatch(/^records\/s: bench-sink has [\d.]+ times .* those of native null$/m);
  });

  test('a plugin that does not start: its error, and exit status 1', async () => {
    const { code, report, stderr } = await bench([plugin('bench-sink'), 'read=nothing', ...onHost]);
    expect(code).toBe(1);
    expect(report.results['bench-sink']).toHaveProperty('notRun');
    expect(stderr).toContain('read: nothing');
  });
});

test.skipIf(onPath('fluent-bit', process.env) === undefined)('in the Fluent Bit of this machine, fed by in_dummy', async () => {
  const sample = join(folder, 'two.ndjson');
  writeFileSync(sample, '{"message":"one","host":"h","level":"info","status":1,"latency_ms":1,"n":1}\n'.repeat(2));
  const { code, report } = await bench([plugin('bench-sink'), '--input', sample]);
  expect(code).toBe(0);
  expect(report.machine.host).toMatch(/^Fluent Bit v/);
  expectSums(report, 'bench-sink');
  expectSums(report, 'native null');
});

test.each([
  ['a custom plugin', [join(ROOT, 'examples/custom-extension/plugin.ts')], 'no records pass it'],
  ['no pair', [plugin('bench-sink'), 'read'], 'read is not key=value'],
  ['a duration of none', [plugin('bench-sink'), '--duration', '0'], 'greater than 0'],
  ['a sample that is not there', [plugin('bench-sink'), '--input', '/nowhere.ndjson'], '/nowhere.ndjson'],
  ['a configuration without the plugin', [plugin('bench-sink'), '-c', join(ROOT, 'examples/in-dummy/fluent-bit.yaml')], 'has no output bench-sink'],
  ['a file that is not there', ['nowhere.ts'], 'nowhere.ts'],
])('%s is a wrong argument', async (_what, args, text) => {
  const { code, stdout, stderr } = await flbNode(['bench', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(text);
});

test('a line of the sample that is no record is named', async () => {
  const sample = join(folder, 'bad.ndjson');
  writeFileSync(sample, '{"a":1}\n[1]\n');
  const { code, stderr } = await flbNode(['bench', plugin('bench-sink'), '--input', sample]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${sample}:2: not a JSON object`);
});
