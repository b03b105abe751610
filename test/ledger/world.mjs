// Runs a schedule: processes one after the other over one folder, and what is left in the folder and the logs.
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeConfig } from '../../bench/lib/write-config.mjs';
import { Process } from './process.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PLUGINS = ['ledger-input.so', 'ledger-output.so', 'flb-filter_ledger.so'];
/** MiB that an instance's JavaScript heap may have. */
export const HEAP_MB = 48;

/** @typedef {{ log: string, rss: number, code: number | null, signal: string | null, hung: boolean }} Observed */

/**
 * @param {import('./schedule.mjs').Schedule} schedule
 * @param {string} folder - empty
 * @param {string} fluentBit - the program, for a schedule of a real one
 * @returns {Promise<Observed[]>} one for each life, and, where a file was spilled, one in which the inputs write nothing
 */
export async function run(schedule, folder, fluentBit) {
  mkdirSync(join(folder, 'spill'));
  const start = (config) => {
    const file = ['-c', writeConfig(folder, config)];
    return schedule.version === 'real'
      ? new Process(fluentBit, file, ROOT)
      : new Process(join(ROOT, 'build/bin/flb-node-host'), [...file, '--as', schedule.version], ROOT);
  };
  const observed = [];
  for (const life of schedule.lives) observed.push(await live(life, start(configuration(schedule, folder)), schedule));
  for (const output of outputFiles(schedule, folder)) appendFileSync(`${output}.calm`, '');
  if (spillFiles(folder).length > 0) observed.push(await settle(start(configuration(schedule, folder, true)), schedule, folder));
  return observed;
}

const spillFiles = (folder) => readdirSync(join(folder, 'spill'));
export const outputFiles = (schedule, folder) => schedule.outputs.map((_, n) => join(folder, `delivered.${n}`));

function configuration(schedule, folder, settling = false) {
  const settings = { 'node.heap_mb': HEAP_MB, ...(schedule.spills ? { 'node.spill_path': join(folder, 'spill') } : {}) };
  const inputs = schedule.inputs.map(({ crashes, ...input }) => {
    const section = { name: 'ledger-input', alias: input.from, tag: `in.${input.from}`, dir: folder, crashes, ...input, ...settings };
    return settling ? { ...section, quiet: 1 } : section;
  });
  const { filterFaults, filterWorkers } = schedule;
  const filters = filterFaults && [{ name: 'ledger', match: '*', counter: join(folder, 'calls'), faults: filterFaults.join(' '), 'node.filter_timeout': '300ms', 'node.heap_mb': HEAP_MB, 'node.workers': filterWorkers }];
  const outputs = schedule.outputs.map((output, n) => ({
    name: 'ledger-output', match: '*', file: outputFiles(schedule, folder)[n], retry_limit: 'no_limits', 'node.flush_timeout': '2s', 'node.heap_mb': HEAP_MB, ...output,
  }));
  return {
    service: { flush: 0.1, grace: 60, hot_reload: 'on', 'scheduler.base': 1, 'scheduler.cap': 1 },
    plugins: PLUGINS.map((name) => join(ROOT, 'build/fixtures', name)),
    inputs,
    filters,
    outputs,
  };
}

const begun = (log) => log.split('the ledger begins').length - 1;

async function live({ early, ms, reloads }, process, schedule) {
  if (early > 0) await process.wait(early);
  else {
    const all = schedule.inputs.length;
    await process.until(() => begun(process.log) >= all);
    for (const pause of reloads) {
      await process.wait(pause);
      const before = process.log.length;
      process.signal('SIGHUP');
      await process.until(() => /successful reload done|reload.*(abort|halt)|signals from another/i.test(process.log.slice(before)));
      await process.until(() => begun(process.log.slice(before)) >= all);
    }
    await process.wait(ms);
  }
  const ended = await process.stop();
  return { ...ended, log: process.log, rss: process.rss };
}

/** Until nothing waits any more, and nothing has come for a while. */
async function settle(process, schedule, folder) {
  await process.until(() => begun(process.log) >= schedule.inputs.length);
  const sizes = () => outputFiles(schedule, folder).map((file) => (existsSync(file) ? statSync(file).size : 0)).join();
  await process.until(() => spillFiles(folder).length === 0);
  for (let before; before !== sizes(); await process.wait(300)) before = sizes();
  const ended = await process.stop();
  return { ...ended, log: process.log, rss: process.rss };
}

/** How many numbers of each life of an input were accepted: `from life` to their number. */
export function accepted(folder) {
  const counts = new Map();
  for (const file of readdirSync(folder)) {
    const [, from, life] = /^accepted\.(\w+)\.(\d+)$/.exec(file) ?? [];
    if (from) counts.set(`${from} ${life}`, statSync(join(folder, file)).size);
  }
  return counts;
}

/** The blocks of an output's file: their records, and whether the flush succeeded. */
export function blocks(file) {
  const found = [];
  if (!existsSync(file)) return found;
  const open = new Map();
  let last;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('F ')) {
      last = { records: [], ok: false };
      open.set(line.slice(2), last);
      found.push(last);
    } else if (line.startsWith('O ')) open.get(line.slice(2)).ok = true;
    else if (line !== '') last.records.push(line);
  }
  return found;
}
