// npm run soak -- [--records 1e7] [--fluent-bit] [--svg FILE]
//
// Moves numbered records through an input, a filter that decodes and encodes every record, and an output that decodes
// them again, on our own host or on a real Fluent Bit. Every record has to arrive once, and the memory of the process has to
// be flat in the second half. Ends on a line of figures; exit status 1: something was lost, repeated, or grows.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from '../../tools/lib/load.mjs';
import { writeConfig } from '../../bench/lib/write-config.mjs';
import { measure, slope } from '../leak/measure.mjs';
import { plot } from './plot.mjs';

const { values: options } = parseArgs({
  options: { records: { type: 'string', default: '1e7' }, 'fluent-bit': { type: 'boolean' }, svg: { type: 'string' } },
});
const RECORDS = Number(options.records);
if (!Number.isInteger(RECORDS) || RECORDS < 1 || RECORDS > 1.3e8) throw new Error('--records: from 1 to 1.3e8');
const { Checksum } = await load('test/soak/checksum.ts');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const program = options['fluent-bit'] ? process.env['FLUENT_BIT'] || 'fluent-bit' : join(ROOT, 'build/bin/flb-node-host');
const SAMPLES = 200;
/** Without a new record for so long, none comes any more. */
const STALLED_MS = 120_000;
/** What the second half may add, in KiB: heaps and queues breathe by some MiB, however many records there are. */
const GROWTH = 24 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'flbnode-soak-'));
const file = join(folder, 'got');
const small = { 'node.heap_mb': 64 };
const config = writeConfig(folder, {
  service: { grace: 30, log_level: 'warn' },
  plugins: ['soak-input', 'flb-filter_soak', 'soak-output'].map((name) => join(ROOT, 'build/fixtures', `${name}.so`)),
  // The limit keeps Fluent Bit's own memory bounded: it pauses the input, and write() waits.
  inputs: [{ name: 'soak-input', tag: 'soak', count: RECORDS, mem_buf_limit: '20M', 'node.buffer_limit': '4M', ...small }],
  filters: [{ name: 'soak', match: '*', 'node.filter_timeout': '60s', ...small }],
  outputs: [{ name: 'soak-output', match: '*', file, workers: 1, 'node.flush_timeout': '120s', ...small }],
});

const began = performance.now();
// What glibc keeps of freed chunks of 2 MB, in an arena for each thread, would hide a leak: they are to go back to the system.
// A Fluent Bit with jemalloc does not look at these.
const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_ARENA_MAX: '2' };
const child = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'], env });
let log = '';
child.stderr.on('data', (data) => (log += data));
const ended = new Promise((done) => child.once('close', (code, signal) => done(signal ?? `status ${code}`)));
const runs = () => child.exitCode === null && child.signalCode === null;
const got = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { count: 0 };
  }
};

const samples = [];
let last = { count: 0, at: performance.now() };
while (last.count < RECORDS && runs() && performance.now() - last.at < STALLED_MS) {
  await sleep(250);
  const { count } = got();
  if (count > last.count) last = { count, at: performance.now() };
  if (runs() && count >= (samples.length * RECORDS) / SAMPLES) samples.push({ count, ...measure(child.pid) });
}
const seconds = (performance.now() - began) / 1000;
child.kill('SIGTERM');
const end = await ended;

const problems = [];
if (end !== 'status 0') problems.push(`it ended with ${end}`);
// That Fluent Bit takes nothing for a while is what mem_buf_limit is for.
const complaints = log.split('\n').filter((line) => /FLB_NODE_E_(?!APPEND_REFUSED)/.test(line));
if (complaints.length > 0) problems.push(complaints.slice(0, 20).join('\n'));

const expected = new Checksum();
for (let n = 0; n < RECORDS; n += 1) expected.add(n);
const all = got();
if (all.unseen > 0) problems.push(`${all.unseen} records passed the filter untouched`);
for (const key of ['count', 'sum', 'hash']) {
  if (all[key] !== expected[key]) problems.push(`${key} of the records: ${all[key]} for ${expected[key]}`);
}

const half = samples.filter(({ count }) => count >= RECORDS / 2);
const perRecord = slope(half.map(({ count, rss }) => ({ x: count, y: rss })));
const growth = perRecord * (RECORDS / 2);
const rss = half.map((sample) => sample.rss);
const [lowest, highest] = [Math.min(...rss), Math.max(...rss)];
if (!(growth < GROWTH)) problems.push(`memory grows by ${Math.round(growth)} KiB in the second half, over ${GROWTH}`);
for (const what of ['threads', 'files']) {
  const values = half.map((sample) => sample[what]);
  if (Math.max(...values) > values[0]) problems.push(`${what}: ${values[0]} to ${Math.max(...values)}`);
}

if (options.svg) writeFileSync(options.svg, plot(samples, `${RECORDS.toExponential()} records, ${program.split('/').at(-1)}`));
for (const problem of problems) console.error(problem);
console.log(
  `soak: ${all.count} of ${RECORDS} records in ${seconds.toFixed(0)} s (${Math.round(all.count / seconds)} a second), ` +
    `RSS in the second half ${lowest} to ${highest} KiB, slope ${(perRecord * 1e6).toFixed(1)} KiB per million records, ` +
    `threads ${half.at(-1)?.threads}, files ${half.at(-1)?.files}: ${problems.length === 0 ? 'good' : 'FAILED'}`,
);
process.exit(problems.length > 0 ? 1 : 0);
