// Delay from write() in a TypeScript input to a TCP output of a real Fluent Bit, pushed and polled, in one run.
//
//   npm run build && node bench/latency.mjs [RECORDS] [FLUSH_SECONDS]
//
// Peers: the same plugin with node.push off (a timer of 250 ms, and Fluent Bit's own 250 ms), and with node.ring_wake off.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeConfig } from '../test/e2e/support/write-config.mjs';
import { realFluentBit } from '../tools/lib/start.mjs';

const [records = '500', flush = '0.05'] = process.argv.slice(2);
const ROUNDS = 3;
const INTERVAL_MS = 10;
const fluentBit = realFluentBit();
if (!fluentBit) throw new Error('a real Fluent Bit is needed: put fluent-bit on PATH, or name it in FLUENT_BIT');

const MODES = { pushed: {}, 'pushed, ring not woken': { 'node.ring_wake': 'off' }, polled: { 'node.push': 'off' } };

/** Delays in milliseconds of one run. */
async function measure(settings) {
  const delays = [];
  let all;
  const received = new Promise((done) => (all = done));
  const server = createServer((socket) => {
    let rest = '';
    socket.setEncoding('utf8').on('data', (text) => {
      const now = performance.timeOrigin + performance.now();
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) delays.push(now - JSON.parse(line).sent);
      if (delays.length >= Number(records)) all();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));

  const folder = mkdtempSync(join(tmpdir(), 'flbnode-bench-'));
  const plugin = fileURLToPath(new URL('../build/fixtures/fixture-input.so', import.meta.url));
  const config = writeConfig(folder, {
    service: { flush: Number(flush), log_level: 'warn' },
    plugins: [plugin],
    inputs: [{ name: 'fixture-input', tag: 't', count: Number(records), burst: 1, every: INTERVAL_MS, stamp: 1, ...settings }],
    outputs: [{ name: 'tcp', match: '*', host: '127.0.0.1', port: server.address().port, format: 'json_lines' }],
  });
  const child = spawn(fluentBit, ['-c', config], { stdio: 'ignore' });
  await received;
  child.kill('SIGTERM');
  await new Promise((done) => child.once('close', done));
  server.close();
  return delays;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const results = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [mode, settings] of Object.entries(MODES)) results[mode].push(...(await measure(settings)));
}

console.log(`${ROUNDS} rounds of ${records} records, one each ${INTERVAL_MS} ms, flush ${flush} s; milliseconds`);
const medians = {};
for (const [mode, delays] of Object.entries(results)) {
  const sorted = delays.sort((a, b) => a - b);
  medians[mode] = at(sorted, 0.5);
  const figures = [0.5, 0.9, 0.99].map((share) => `p${share * 100} ${at(sorted, share).toFixed(1)}`);
  console.log(`${mode.padEnd(24)} ${figures.join('   ')}   max ${sorted.at(-1).toFixed(1)}`);
}
console.log(`polled / pushed, medians: ${(medians.polled / medians.pushed).toFixed(1)}`);
