// Sets up, builds, runs the suites one after another, and ends on one line that counts all of them.
import { build } from './build.mjs';
import { SetupError } from './fail.mjs';
import { step } from './run.mjs';
import { realFluentBit } from './start.mjs';
import { SUITES } from './suites.mjs';

export { report } from './fail.mjs';

const BUILD = { name: 'build', run: () => build({ tests: true }).then(() => ({ passed: 1, failed: 0 })) };

/** @param {string[]} wanted - names of suites; none: all but those that have to be named */
export async function test(wanted) {
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const names = SUITES.map((suite) => suite.name).join(', ');
    throw new SetupError('FLB_NODE_E_USAGE', `no suite is called ${unknown.join(', ')}; there are ${names}.`);
  }
  const suites = SUITES.filter((suite) => (wanted.length === 0 ? !suite.onDemand : wanted.includes(suite.name)));

  realFluentBit(); // throws when FLUENT_BIT names nothing

  const built = await attempt(BUILD);
  const results = built.failed > 0 ? [built] : [];
  for (const suite of suites) {
    if (built.failed > 0 && suite.needsBuild) {
      results.push({ name: suite.name, passed: 0, failed: 0, skipped: ['all of it: there is no build'], seconds: 0 });
      continue;
    }
    step(`suite ${suite.name}`);
    results.push(await attempt(suite));
  }
  summarize(results);
}

/** Runs one suite; one that breaks counts as one failure, and the others go on. */
async function attempt(suite) {
  const started = Date.now();
  let result;
  try {
    result = await suite.run();
  } catch (error) {
    console.error(error instanceof SetupError ? `${error.code}: ${error.message}` : error);
    // Nothing can be tested on a machine that is not set up: that message, not a count, is what helps.
    if (error instanceof SetupError && suite.name === 'build' && error.code !== 'FLB_NODE_E_BUILD') throw error;
    result = { passed: 0, failed: 1 };
  }
  return { skipped: [], ...result, name: suite.name, seconds: (Date.now() - started) / 1000 };
}

function summarize(results) {
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const skipped = results.flatMap((result) => result.skipped.map((name) => `${result.name}: ${name}`));
  const failures = results.flatMap((result) => (result.failures ?? []).map((what) => `${result.name}: ${what}`));
  const failed = sum((result) => result.failed);

  console.log();
  for (const { name, passed, failed, skipped, seconds } of results) {
    const counts = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
    console.log(`${failed > 0 ? 'FAIL' : ' ok '} ${name.padEnd(12)} ${counts}  (${seconds.toFixed(1)} s)`);
  }
  for (const what of failures) console.log(`FAILED: ${what}`);
  for (const name of skipped) console.log(`SKIPPED: ${name}`);
  if (!realFluentBit()) console.log('SKIPPED: real Fluent Bit (no fluent-bit on PATH, FLUENT_BIT not set)');
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
