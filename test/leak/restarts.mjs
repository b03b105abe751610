// node test/leak/restarts.mjs [RESTARTS] [PROGRAM]
//
// Lets inputs of one process (PROGRAM: `fluent-bit`, or our own host) crash again and again, in three ways, beside one that
// does not, and prints memory, threads and descriptors as it goes. Exit status 1: something grows, a record was lost or
// repeated, or the process did not end by itself.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeConfig } from '../../bench/lib/write-config.mjs';
import { measure, median } from './measure.mjs';

const [restarts = '1000', program = 'build/bin/flb-node-host'] = process.argv.slice(2);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INSTANCES = 12;
const CRASHES = ['throw', 'exit', 'timer'];
/** How often each instance is restarted. */
const EACH = Math.ceil(Number(restarts) / INSTANCES);
/** Records of each life of an instance. */
const RECORDS = 3;
/** KiB that may come between the first third and the end: what the allocators keep. */
const GROWTH = 48 * 1024;
/** Without a restart for so long, none comes any more. */
const STALLED_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'flbnode-restarts-'));
const file = join(folder, 'records');
const crashing = Array.from({ length: INSTANCES }, (_, i) => ({
  name: 'fixture-input',
  alias: `crashing-${i}`,
  tag: 'crashing',
  count: 10,
  crash_at: RECORDS,
  crash: CRASHES[i % CRASHES.length],
  'node.restart': EACH,
  'node.restart_delay': '1ms',
}));
const config = writeConfig(folder, {
  plugins: ['fixture-input', 'fixture-output'].map((name) => join(ROOT, 'build/fixtures', `${name}.so`)),
  inputs: [...crashing, { name: 'fixture-input', alias: 'healthy', tag: 'healthy', count: 1e9, burst: 1, every: 10 }],
  outputs: [{ name: 'fixture-output', match: '*', file }],
});

const began = performance.now();
const command = program.includes('/') ? resolve(ROOT, program) : program;
const child = spawn(command, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
let restarted = 0;
let gaveUp = 0;
let rest = '';
const unexpected = [];
child.stderr.setEncoding('utf8').on('data', (data) => {
  const lines = (rest + data).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (line.includes('the instance restarts in')) restarted += 1;
    else if (line.includes('FLB_NODE_E_GAVE_UP')) gaveUp += 1;
    else if (/FLB_NODE_E_(?!WORKER_CRASHED|COLLECT_FAILED)|log lines lost/.test(line)) unexpected.push(line);
  }
});
const ended = new Promise((done) => child.once('close', (code, signal) => done(signal ?? `status ${code}`)));
const runs = () => child.exitCode === null && child.signalCode === null;

/** By tenths of the way: all that was measured. */
const tenths = Array.from({ length: 10 }, () => []);
let last = { restarted: 0, at: performance.now() };
console.log('restarts   RSS KiB   threads   files');
const print = (tenth) => {
  const now = Object.fromEntries(['rss', 'threads', 'files'].map((key) => [key, median(tenth.map((each) => each[key]))]));
  console.log(`${String(restarted).padStart(8)} ${String(now.rss).padStart(9)} ${String(now.threads).padStart(9)} ${String(now.files).padStart(7)}`);
  return now;
};
const rows = [];
while (gaveUp < INSTANCES && runs() && performance.now() - last.at < STALLED_MS) {
  await sleep(50);
  if (restarted > last.restarted) last = { restarted, at: performance.now() };
  const tenth = Math.min(9, Math.floor((10 * restarted) / (EACH * INSTANCES)));
  while (rows.length < tenth) rows.push(print(tenths[rows.length].length > 0 ? tenths[rows.length] : [measure(child.pid)]));
  // Those that have given up leave a smaller process: not comparable.
  if (runs() && gaveUp === 0) tenths[tenth].push(measure(child.pid));
}
if (tenths[9].length > 0) rows.push(print(tenths[9]));
// The last records are on their way: two rounds of the service timer, and flushes.
await sleep(2000);
child.kill('SIGTERM');
const end = await ended;

const problems = unexpected.slice(0, 20);
if (end !== 'status 0') problems.push(`it ended with ${end}`);
if (restarted !== EACH * INSTANCES) problems.push(`${restarted} restarts for ${EACH * INSTANCES}`);
if (gaveUp !== INSTANCES) problems.push(`${gaveUp} instances used up their restarts, of ${INSTANCES}`);

const counts = new Map();
for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
  const { from, n } = JSON.parse(line);
  // A timer's crash comes while collect goes on for a little.
  if (from !== 'healthy' && n >= RECORDS) continue;
  const of = from === 'healthy' ? from : `${from} ${n}`;
  counts.set(of, (counts.get(of) ?? 0) + 1);
}
const healthy = counts.get('healthy') ?? 0;
counts.delete('healthy');
if (healthy === 0) problems.push('the healthy instance wrote nothing');
if (counts.size !== INSTANCES * RECORDS) problems.push(`${counts.size} different records for ${INSTANCES * RECORDS}`);
for (const [record, count] of counts) {
  if (count !== EACH + 1) problems.push(`record ${record} came ${count} times for ${EACH + 1} lives`);
}

// The first lives warm caches up.
const [early, late] = [rows[Math.floor(rows.length / 3)], rows.at(-1)];
if (!(late?.rss - early?.rss < GROWTH)) problems.push(`RSS: ${early?.rss} to ${late?.rss} KiB`);
// Instances that wait for their restart have no thread.
if (!(late?.threads <= early?.threads + INSTANCES)) problems.push(`threads: ${early?.threads} to ${late?.threads}`);
if (!(late?.files <= early?.files + 5 * INSTANCES)) problems.push(`files: ${early?.files} to ${late?.files}`);
for (const problem of problems) console.error(problem);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(
  `restarts: ${restarted} of ${INSTANCES} instances in ${seconds} s, each record once a life, ${healthy} records of the healthy one, ` +
    `RSS ${early?.rss} to ${late?.rss} KiB: ${problems.length === 0 ? 'good' : 'FAILED'}`,
);
process.exit(problems.length > 0 ? 1 : 0);
