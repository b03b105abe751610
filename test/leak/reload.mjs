// node test/leak/reload.mjs [RELOADS] [PROGRAM]
//
// Reloads a running Fluent Bit (PROGRAM: `fluent-bit`, or our own host) again and again with two inputs and an output, and
// prints memory, threads and descriptors as it goes. Exit status 1: something grows, a record was lost or repeated, or
// the process did not end by itself.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeConfig } from '../../bench/lib/write-config.mjs';
import { measure } from './measure.mjs';

const [reloads = '200', program = 'build/bin/flb-node-host'] = process.argv.slice(2);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDS = 50;
/** For a reload, on a machine that has other things to do. */
const WAIT_MS = 300_000;
/** What may come with 100 reloads: KiB of memory that the allocators keep. */
const GROWTH_PER_100 = 6000;

const folder = mkdtempSync(join(tmpdir(), 'flbnode-reload-'));
const file = join(folder, 'records');
const input = (tag) => ({ name: 'fixture-input', tag, count: RECORDS });
const config = writeConfig(folder, {
  service: { flush: 0.1, grace: 2, log_level: 'warn', hot_reload: 'on' },
  plugins: ['fixture-input', 'fixture-output'].map((name) => join(ROOT, 'build/fixtures', `${name}.so`)),
  inputs: [input('a'), input('b')],
  outputs: [{ name: 'fixture-output', match: '*', file }],
});

const command = program.includes('/') ? resolve(ROOT, program) : program;
const child = spawn(command, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
let log = '';
child.stderr.on('data', (data) => (log += data));
const ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));

const written = () => {
  try {
    return readFileSync(file, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
};

async function wait(count) {
  for (const deadline = Date.now() + WAIT_MS; written() < count; await sleep(20)) {
    if (Date.now() < deadline && child.exitCode === null && child.signalCode === null) continue;
    console.error(`${written()} of ${count} records in time, or the process has ended\n${log}`);
    child.kill('SIGKILL');
    process.exit(1);
  }
}

const samples = [];
const every = Math.max(1, Math.floor(Number(reloads) / 10));
console.log('reloads   RSS KiB   threads   files');
for (let life = 1; life <= Number(reloads) + 1; life += 1) {
  await wait(life * 2 * RECORDS);
  if ((life - 1) % every === 0) {
    const now = measure(child.pid);
    samples.push({ reloads: life - 1, ...now });
    console.log(`${String(life - 1).padStart(7)} ${String(now.rss).padStart(9)} ${String(now.threads).padStart(9)} ${String(now.files).padStart(7)}`);
  }
  if (life <= Number(reloads)) child.kill('SIGHUP');
}
child.kill('SIGTERM');
const { code, signal } = await ended;

const problems = [];
if (code !== 0) problems.push(`it ended with ${signal ?? `status ${code}`}\n${log}`);
if (written() !== (Number(reloads) + 1) * 2 * RECORDS) problems.push(`${written()} records for ${(Number(reloads) + 1) * 2 * RECORDS}`);
// The first lives warm caches up.
const [early, last] = [samples[Math.floor(samples.length / 3)], samples.at(-1)];
const span = last.reloads - early.reloads;
if (last.threads > early.threads) problems.push(`threads: ${early.threads} to ${last.threads}`);
if (last.files > early.files) problems.push(`files: ${early.files} to ${last.files}`);
if (last.rss - early.rss > (GROWTH_PER_100 * Math.max(span, 50)) / 100) problems.push(`RSS: ${early.rss} to ${last.rss} KiB`);
for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
