// Runs in-dummy and out-stdout, both TypeScript, in one pipeline until five records have come through.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';
import { SetupError } from './fail.mjs';
import { ROOT, onPath, step } from './run.mjs';

export { report } from './fail.mjs';

const CONFIG = 'examples/out-stdout/fluent-bit.yaml';
const HOST = 'build/bin/flb-node-host';
const RECORDS = 5;
const TIMEOUT = 60_000;
/** Longer than Fluent Bit's own grace period. */
const STOP_TIMEOUT = 20_000;
/** How out-stdout's lines look: one record each, as JSON. */
const RECORD = /"message"\s*:/;

export async function start() {
  await build({ dist: false });
  const fluentBit = realFluentBit();
  const program = fluentBit ?? HOST;
  const host = 'no fluent-bit on PATH, FLUENT_BIT not set: our own small host';
  const why = fluentBit ? 'the real Fluent Bit' : host;
  step(`running ${program} -c ${CONFIG}  (${why})`);
  await runPipeline(program, ['-c', CONFIG]);
  step(`That works. Next: change examples/in-dummy/plugin.ts and type npm start again; docs/ has the guides.`);
}

/** The `fluent-bit` that FLUENT_BIT names, else the one on PATH. */
export function realFluentBit() {
  const named = process.env.FLUENT_BIT;
  if (!named) return onPath('fluent-bit');
  const found = onPath(named);
  if (found) return found;
  throw new SetupError('FLB_NODE_E_NO_FLUENT_BIT', `FLUENT_BIT=${named} is no program.`, ['unset FLUENT_BIT']);
}

/** For a command that was told to use a real Fluent Bit. `instead`: what to type where there is none. */
export function requireFluentBit(instead) {
  const found = realFluentBit();
  if (found) return found;
  throw new SetupError('FLB_NODE_E_NO_FLUENT_BIT', 'there is no fluent-bit on PATH, and FLUENT_BIT is not set.', [instead]);
}

/** Shows the records that the child prints, ends it after the last, fails with its log when either goes wrong. */
function runPipeline(program, args) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = [];
    let records = 0;
    let problem;

    const stop = (reason) => {
      problem ??= reason;
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT).unref();
    };
    const late = () => stop(`only ${records} of ${RECORDS} records came within ${TIMEOUT / 1000} s`);
    const timer = setTimeout(late, TIMEOUT);
    // Ctrl-C reaches the child by itself.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(`stopped by ${signal}`));

    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      if (!RECORD.test(line)) return;
      records += 1;
      if (records > RECORDS) return;
      console.log(line);
      if (records === RECORDS) stop();
    });
    createInterface(child.stderr).on('line', (line) => log.push(line));

    child.on('error', fail);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      if (records < RECORDS) problem ??= `it ended after ${records} of ${RECORDS} records`;
      if (status !== 0) problem ??= `it did not stop cleanly: ${signal ?? `status ${status}`}`;
      if (!problem) return done();
      const command = [program, ...args].join(' ');
      fail(new SetupError('FLB_NODE_E_START', `${command}: ${problem}. Its output:\n\n${log.join('\n')}\n`));
    });
  });
}
