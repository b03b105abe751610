// Does what a page says, in a folder outside of the repository, and compares what is printed with what stands there.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { emptyFolder } from '../pack/outside.mjs';
import { ROOT, step } from '../run.mjs';
import { environment, missing } from './environment.mjs';
import { stepsOf } from './page.mjs';
import { patternOf, readable } from './pattern.mjs';
import { Terminal } from './terminal.mjs';

export { report } from '../fail.mjs';

const PAGE = 'docs/tutorial.md';

/** @param {string[]} args */
export async function main(args) {
  const { values } = parseArgs({ args, options: { keep: { type: 'boolean', default: false } } });
  const { passed, failures, skipped } = await followTutorial(values);
  for (const why of skipped) console.log(`SKIPPED: ${why}`);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(`${passed} steps done, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** @param {{ keep?: boolean }} [options] - keep: leave the folder there */
export async function followTutorial(options) {
  const why = missing();
  if (why) return { passed: 0, failures: [], skipped: [`all of it: ${why}`] };
  return { ...(await followPage(PAGE, options)), skipped: [] };
}

/**
 * Stops at the first step that does not come out as it stands there: those after it need it.
 *
 * @param {string} page - its path in the repository
 * @param {{ keep?: boolean }} [options] - keep: leave the folder there
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
async function followPage(page, { keep = false } = {}) {
  const steps = stepsOf(readFileSync(resolve(ROOT, page), 'utf8'));
  const home = emptyFolder('flb-node-tutorial-');
  const folder = join(home, 'work');
  mkdirSync(folder);
  const terminal = new Terminal(home, folder, environment(home));
  step(`${page}, in ${folder}`);
  let passed = 0;
  try {
    for (const next of steps) {
      const failure = await take(next, terminal);
      if (failure) return { passed, failures: [`${page}:${next.line}: ${failure}`] };
      passed += 1;
    }
    return { passed, failures: [] };
  } finally {
    await terminal.stop();
    if (!keep) rmSync(home, { recursive: true, force: true });
  }
}

/** @returns {Promise<string | undefined>} what is wrong */
async function take(next, terminal) {
  if (next.kind === 'file') {
    const file = join(terminal.folder, next.name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, next.text);
    return undefined;
  }
  if (next.kind === 'run') return runBlock(next, terminal);
  return terminal.goesOn ? waitFor(next, terminal) : compare(next.text, readable(terminal.printed));
}

async function runBlock({ text, outcome }, terminal) {
  console.log(text.trimEnd().replaceAll(/^/gm, '$ '));
  if (outcome === 'other-terminal') {
    const { status, printed } = terminal.beside(text);
    return status === 0 ? undefined : `the commands ended with ${status}. They printed:\n${printed}`;
  }
  await terminal.stop();
  if (outcome === 'keeps-running') return void terminal.start(text);
  const status = await terminal.run(text);
  if ((status === 0) === (outcome === 'succeeds')) return undefined;
  return `the commands ended with ${status}, and were to ${outcome === 'fails' ? 'fail' : 'succeed'}. They printed:\n${readable(terminal.printed)}`;
}

/** Whether it stands in what has not been compared yet; what comes after it is for the next block. */
async function waitFor({ text }, terminal) {
  const pattern = patternOf(text, { open: true });
  // A line that is not whole yet may still become another one.
  const lines = () => terminal.printed.slice(0, terminal.printed.lastIndexOf('\n') + 1);
  const rest = () => readable(lines()).slice(terminal.compared);
  if (!(await terminal.until(() => pattern.test(rest())))) return compare(text, rest());
  terminal.compared += pattern.exec(rest())[0].length;
  return undefined;
}

function compare(expected, printed) {
  if (patternOf(expected).test(printed)) return undefined;
  return `what is printed is not what stands there:\n${createTwoFilesPatch('the page', 'printed', expected, printed)}`;
}
