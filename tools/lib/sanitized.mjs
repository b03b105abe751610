// The end-to-end suite on a host, a runtime and plugins built with AddressSanitizer (with its leak detector) and
// UndefinedBehaviorSanitizer. Node itself is not: what it allocates is watched, what it reads is not.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT, onPath, run } from './run.mjs';
import { vitest } from './suites.mjs';

const BUILD = 'build/e2e-asan';
const REPORTS = join(ROOT, BUILD, 'reports');

/** The oldest and the newest Fluent Bit that the host acts as. */
const HOSTS = 'flb-node-host as (2.2|5.1)';
/** They name the plugins of the ordinary build, or count bytes that a sanitizer spends otherwise. */
const LEFT_OUT = ['examples', 'endurance'];

const ENVIRONMENT = {
  FLB_NODE_TEST_BUILD: BUILD,
  // Files, not standard error: a test may expect the process to fail, and look no further.
  ASAN_OPTIONS: `log_path=${REPORTS}/report:detect_leaks=1:strict_string_checks=1`,
  UBSAN_OPTIONS: 'print_stacktrace=1',
};

/** One result of a suite: each report of a sanitizer is one failure more. */
export async function endToEndSanitized() {
  if (!(await build())) return { passed: 0, failed: 1 };
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });

  const before = { ...process.env };
  Object.assign(process.env, ENVIRONMENT);
  const leftOut = LEFT_OUT.flatMap((name) => ['--exclude', `test/e2e/${name}.test.ts`]);
  const result = await vitest('e2e', ['--reporter=verbose', '-t', HOSTS, ...leftOut, '--testTimeout', '300000']);
  process.env = before;

  const reports = readReports();
  for (const report of reports) console.error(report);
  // What another host would have run is not skipped: it was not asked for.
  const skipped = result.skipped?.filter((name) => new RegExp(HOSTS).test(name)) ?? [];
  return { passed: result.passed, failed: result.failed + reports.length, skipped };
}

async function build() {
  const generator = onPath('ninja') ? ['-G', 'Ninja'] : [];
  const jobs = String(availableParallelism());
  if ((await run('cmake', ['--preset', 'e2e-asan', ...generator])) !== 0) return false;
  return (await run('cmake', ['--build', '--preset', 'e2e-asan', '-j', jobs])) === 0;
}

/** Without those that only hold the warning about the host's coroutines, which ASan is told of (loop/coroutine.cc). */
function readReports() {
  const texts = readdirSync(REPORTS).map((file) => readFileSync(join(REPORTS, file), 'utf8'));
  return texts.filter((text) => /ERROR: \w+Sanitizer|runtime error:/.test(text));
}
