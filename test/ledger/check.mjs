// What must hold after a round.
import { HEAP_MB, accepted, blocks, outputFiles } from './world.mjs';

/**
 * Memory beyond node.buffer_limit: Node itself and Fluent Bit, for each instance its heap, what V8 needs beside it, and
 * 16 MiB of records that Fluent Bit has not read yet (native/core/handed_over.h).
 */
const PROCESS_MB = 150;
const INSTANCE_MB = HEAP_MB + 48;
const UNREAD_MB = 16;

/** Lines of warnings and errors that belong to a round: what its faults cause, and the host's own about its limits. */
const EXPECTED = [
  /FLB_NODE_E_(FEW_FLUSHERS|COLLECT_FAILED|WORKER_CRASHED|WORKER_OUT_OF_MEMORY|BUFFER_REFUSED|FLUSH_TIMEOUT|FILTER_FAILED|FILTER_TIMEOUT|FILTER_DOWN|FILTER_RESTS|APPEND_REFUSED|RECORDS_LOST)\]/,
  /(the instance|worker #\d:) restarts in \d+ ms/,
  /Fluent Bit will retry the chunk: the ledger wants it/,
  /\[engine\] (failed to flush chunk|service will shutdown)/,
  // The pipeline's thread is busy with a flush of an output without workers.
  /could not enqueue records into the ring buffer/,
  // Fluent Bit resumes a collector of the instance that was initialised last, whichever it means; that one may be running.
  /cannot resume collector/,
  /paused \(mem buf overlimit/,
  // Stacks and their lines of source; and what Node says when a heap is full.
  /^\S+ \S+ \[error\] \[(input|output|filter):[^\]]*\] ( {4}|Error|at |\w*Error|\s*$|\s*[\w.]+: |\}|\^)/,
  /the ledger (crashes|throws|rejects)/,
  /the Worker of this instance ended: /,
  /process\.exit\(\d*\) was called/,
];

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const matches = (text, pattern) => [...text.matchAll(pattern)];

/**
 * @param {import('./schedule.mjs').Schedule} schedule
 * @param {string} folder
 * @param {import('./world.mjs').Observed[]} observed
 */
export function check(schedule, folder, observed) {
  const problems = [];
  const log = observed.map((each) => each.log).join('');
  checkProcesses(schedule, observed, problems);
  const counts = accepted(folder);
  const figures = { records: sum([...counts.values()]), retries: 0, duplicates: 0, lost: 0 };
  figures.crashes = matches(log, /FLB_NODE_E_WORKER_CRASHED/g).length;
  figures.reloads = matches(log, /\[reload\] start everything/g).length;
  figures.spilled = sum(matches(log, /(\d+) records that Fluent Bit has refused wait/g).map(([, count]) => Number(count)));
  figures.rss = Math.max(...observed.map(({ rss }) => rss));
  figures.retries = matches(log, /\[engine\] failed to flush chunk/g).length;
  outputFiles(schedule, folder).forEach((file, n) => {
    const of = (text) => matches(log, new RegExp(`:ledger-output\\.${n}\\] (?:worker #\\d: )?${text}`, 'g')).length;
    const late = of('flush did not finish within');
    const isCrashed = of('the Worker of this instance (ended|ran out of memory)') > 0;
    const retried = matches(log, new RegExp(`failed to flush chunk.* > output=ledger-output\\.${n} `, 'g')).length;
    const delivered = readDeliveries(file, isCrashed ? retried : late, figures, problems);
    checkMissing(counts, delivered, log, figures, problems);
    // A real Fluent Bit starts twice the workers.
    const inTurn = schedule.outputs[n].workers <= (schedule.version === 'real' ? 0 : 1);
    if (inTurn && !log.includes('failed to flush chunk')) checkOrder(file, problems);
  });
  return { problems, figures };
}

function checkProcesses(schedule, observed, problems) {
  const limits = schedule.inputs.map((input) => ({ '64k': 0.064, '256k': 0.256, '1M': 1 })[input['node.buffer_limit']] ?? 16);
  const workers = sum(schedule.outputs.map((output) => output['node.workers'] ?? 1)) + (schedule.filterFaults ? schedule.filterWorkers : 0);
  const most = PROCESS_MB + INSTANCE_MB * (schedule.inputs.length + workers) + sum(limits) + UNREAD_MB * schedule.inputs.length;
  observed.forEach(({ code, signal, hung, rss, log }, life) => {
    if (hung) problems.push(`life ${life}: it did not end`);
    else if (code !== 0 || signal !== null) problems.push(`life ${life}: it ended with ${signal ?? `status ${code}`}`);
    if (rss / 1024 > most) problems.push(`life ${life}: ${Math.round(rss / 1024)} MiB of memory, ${Math.round(most)} at most`);
    for (const line of log.split('\n')) {
      if (!/\[ ?(warn|error)\]|terminate called|core dumped/.test(line)) continue;
      if (!EXPECTED.some((pattern) => pattern.test(line))) problems.push(`life ${life}: unexpected: ${line}`);
    }
  });
}

/**
 * The records that came. After a success nothing comes again, but as often as Fluent Bit was told RETRY for what the output
 * took for a success: later than node.flush_timeout, on a busy machine; or in the turn of the event loop in which another
 * flush ended the Worker.
 */
function readDeliveries(file, retries, figures, problems) {
  const delivered = new Set();
  const seen = new Set();
  for (const { records, ok } of blocks(file)) {
    const again = records.filter((record) => delivered.has(record));
    if (again.length > 0 && (retries -= 1) < 0) problems.push(`twice without a RETRY: ${again.length} records, the first is ${again[0]}`);
    for (const record of records) {
      if (seen.has(record)) figures.duplicates += 1;
      seen.add(record);
      if (ok) delivered.add(record);
    }
  }
  return delivered;
}

function checkMissing(counts, delivered, log, figures, problems) {
  const numbers = new Map();
  for (const record of delivered) {
    const [from, life, n] = record.split(' ');
    const key = `${from} ${life}`;
    if (!numbers.has(key)) numbers.set(key, new Set());
    numbers.get(key).add(Number(n));
  }
  for (const from of new Set([...counts.keys()].map((key) => key.split(' ')[0]))) {
    const lives = [...counts].filter(([key]) => key.startsWith(`${from} `));
    const missing = sum(lives.map(([key, count]) => Array.from({ length: count }, (_, n) => n).filter((n) => !numbers.get(key)?.has(n)).length));
    const about = (pattern) => sum(matches(log, pattern).filter(([line]) => line.includes(`:${from}] `)).map(([, count]) => Number(count)));
    const lost = about(/.*\] (\d+) accepted records were refused by Fluent Bit until its end.*/g);
    figures.lost += lost;
    // A record that was accepted when the Worker died may not have been noted: so many more may be lost, and no less.
    if (missing > lost) problems.push(`${missing} numbers of ${from} are missing, ${lost} were reported lost`);
    const slack = lives.length * 100;
    if (lost > missing + slack) problems.push(`${lost} records of ${from} were reported lost, ${missing} are missing`);
  }
}

/** Where nothing was retried and one flush runs at a time, the numbers of each life rise within a tag. */
function checkOrder(file, problems) {
  const last = new Map();
  for (const record of blocks(file).flatMap(({ records }) => records)) {
    const [from, life, n, tag] = record.split(' ');
    const key = `${from} ${life} ${tag}`;
    if ((last.get(key) ?? -1) >= Number(n)) problems.push(`out of order: ${record} after ${last.get(key)}`);
    last.set(key, Number(n));
  }
}
