// The suites of `npm test`, each with the numbers that its own runner reports.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { BINARY_DIR } from './build.mjs';
import { ledger } from '../../test/ledger/ledger.mjs';
import { findClang } from './fuzz.mjs';
import { pack } from './pack.mjs';
import { libnodeEnvironment } from './pack/outside.mjs';
import { ROOT, onPath, run } from './run.mjs';
import { endToEndSanitized } from './sanitized.mjs';

export const REPORTS = join(ROOT, 'build/reports');
/** No suite may hang for ever: CI has 90 minutes for all of them. */
const TIMEOUT = 45 * 60_000;

/** @typedef {{ passed: number, failed: number, skipped?: string[], failures?: string[] }} Result - skipped: names; failures: what failed, and how */

/** @typedef {{ name: string, needsBuild: boolean, onDemand?: boolean, run: () => Promise<Result> }} Suite - on demand: when named */

/** @type {Suite[]} */
export const SUITES = [
  { name: 'types', needsBuild: false, run: types },
  { name: 'unit', needsBuild: false, run: () => vitest('unit') },
  { name: 'native-asan', needsBuild: false, run: () => sanitized('asan') },
  { name: 'native-tsan', needsBuild: false, run: () => sanitized('tsan') },
  { name: 'fuzz', needsBuild: false, run: fuzz },
  { name: 'docs', needsBuild: false, run: docs },
  { name: 'native', needsBuild: true, run: () => ctest(['--test-dir', BINARY_DIR], 'native') },
  { name: 'cli', needsBuild: true, run: () => vitest('cli') },
  { name: 'package', needsBuild: true, run: packages },
  { name: 'first-minute', needsBuild: true, run: minute },
  { name: 'tutorial', needsBuild: true, run: tutorial },
  { name: 'e2e', needsBuild: true, run: () => vitest('e2e') },
  { name: 'e2e-asan', needsBuild: false, onDemand: true, run: endToEndSanitized },
  { name: 'faults', needsBuild: true, run: () => vitest('faults') },
  { name: 'ledger', needsBuild: true, run: () => ledger({ rounds: 20, seed: 1, jobs: 2 }) },
];

async function types() {
  const status = await run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { timeout: TIMEOUT });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The site, built and read. What it is made with is loaded late: a fresh clone has no packages before the set-up. */
async function docs() {
  const { readSite } = await import('./site/site.mjs');
  const { pages, problems, skipped } = await readSite({ quick: true });
  return { passed: Math.max(pages - problems.length, 1), failed: problems.length, skipped, failures: problems };
}

/** With the packages that the suite before has packed. */
async function tutorial() {
  const { followTutorial } = await import('./tutorial/tutorial.mjs');
  const { passed, failures, skipped } = await followTutorial();
  return { passed, failed: failures.length, skipped, failures };
}

/** A project of vitest.config.ts. */
export async function vitest(project, reporter = ['--reporter=default']) {
  const file = reportFile(`${project}.json`);
  const reporters = [...reporter, '--reporter=json', `--outputFile.json=${file}`];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--passWithNoTests', ...reporters];
  const status = await run(process.execPath, args, { timeout: TIMEOUT });
  if (!existsSync(file)) return { passed: 0, failed: status === 0 ? 0 : 1 };

  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const tests = testResults.flatMap((suite) => suite.assertionResults);
  const count = (status) => tests.filter((test) => test.status === status).length;
  // A file that cannot be loaded, or an error outside of any test, fails the run without a failed test.
  const broken = testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
  const failed = count('failed') + broken.length;
  const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  const skipped = notRun.map((test) => test.fullName);
  const failures = [
    ...tests.filter((test) => test.status === 'failed').map((test) => `${test.fullName}: ${firstLine(test.failureMessages[0])}`),
    ...broken.map((suite) => `${suite.name}: ${firstLine(suite.message)}`),
  ];
  return { passed: count('passed'), failed: failed === 0 && status !== 0 ? 1 : failed, skipped, failures };
}

/** The native tests without Node in a build of their own, under the sanitizers of a preset. */
export async function sanitized(preset) {
  const jobs = String(availableParallelism());
  const fresh = !existsSync(join(ROOT, 'build', preset, 'CMakeCache.txt'));
  const generator = fresh && onPath('ninja') ? ['-G', 'Ninja'] : [];
  if ((await run('cmake', ['--preset', preset, ...generator])) !== 0) return { passed: 0, failed: 1 };
  if ((await run('cmake', ['--build', '--preset', preset, '-j', jobs])) !== 0) return { passed: 0, failed: 1 };
  return ctest(['--preset', preset], preset);
}

let packing;
/** Two suites use the same tarballs. */
const packOnce = () => (packing ??= pack([]));

/** The npm packages, made and used as others use them. */
async function packages() {
  await packOnce();
  return vitest('package');
}

async function minute() {
  if (!libnodeEnvironment()) return { passed: 0, failed: 0, skipped: ['all of it: there is no libnode'] };
  await packOnce();
  const status = await run(process.execPath, ['tools/first-minute.mjs', '--no-pack'], { timeout: TIMEOUT });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Shortly. Without clang the kept inputs have been run, by native-asan. */
async function fuzz() {
  if (!findClang()) return { passed: 0, failed: 0, skipped: ['all of it: there is no clang with libFuzzer'] };
  const status = await run(process.execPath, ['tools/fuzz.mjs', '--seconds', '15'], { timeout: TIMEOUT });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function ctest(where, name) {
  const file = reportFile(`${name}.xml`);
  // The report has the whole of what a test printed, or else its beginning.
  const whole = ['--test-output-size-passed', '1000000', '--test-output-size-failed', '1000000'];
  const args = [...where, '--output-junit', file, '--output-on-failure', '--no-tests=ignore', ...whole];
  const status = await run('ctest', args, { timeout: TIMEOUT });
  const xml = existsSync(file) ? readFileSync(file, 'utf8') : '';

  const cases = [...xml.matchAll(/<testcase name="([^"]*)"[^>]* status="(\w+)"/g)];
  const names = (...states) => cases.filter(([, , state]) => states.includes(state)).map(([, name]) => name);
  const failed = names('fail').length;
  return {
    passed: names('run').length,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: names('notrun', 'disabled'),
    failures: names('fail'),
  };
}

const firstLine = (text = '') => text.split('\n', 1)[0].slice(0, 300);

function reportFile(name) {
  mkdirSync(REPORTS, { recursive: true });
  const file = join(REPORTS, name);
  rmSync(file, { force: true }); // one of an earlier run must not be taken for this one's
  return file;
}
