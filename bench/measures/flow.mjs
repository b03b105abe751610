// Records a second, CPU and memory of a pipeline that runs at its full speed.
import { cpuOf } from '../lib/process.mjs';
import { lastLines, Pipeline } from '../lib/pipeline.mjs';

/**
 * Seconds before the window, in which the plugin's code is compiled and the queues fill, and of the window. A little less than
 * whole ones: they end with a new page, which comes each second.
 */
const WARM = { full: 2.9, quick: 0.9 };
const WINDOW = { full: 4.9, quick: 1.9 };

/**
 * @param {object} variant
 * @param {(context) => object} variant.config
 * @param {(context) => import('../lib/process.mjs').Measured} [variant.client] - a process beside Fluent Bit
 * @param {'input' | 'output'} [variant.counts] - whose records are counted @default 'output'
 * @param {() => Promise<import('../lib/run-case.mjs').Watch>} [variant.watch] - what else is read, of a plugin of ours
 * @param {object} context - `seconds`: the window, instead of the usual one
 */
export async function flow(variant, context) {
  const size = context.quick ? 'quick' : 'full';
  const counted = variant.counts ?? 'output';
  const pipeline = await Pipeline.start(context.host, variant.config(context));
  const processes = [pipeline.process];
  let watch;
  try {
    if (variant.client) processes.push(variant.client(context));
    let now = await pipeline.change(counted);
    const warmAt = performance.now() + WARM[size] * 1000;
    while (performance.now() < warmAt) now = await pipeline.change(counted, now);
    watch = await variant.watch?.();
    const readings = watch ? [await watch.read()] : [];
    const before = { ...now, at: performance.now(), cpu: cpuOf(processes) };

    const memory = [];
    while (performance.now() - before.at < (context.seconds ?? WINDOW[size]) * 1000) {
      now = await pipeline.change(counted, now);
      memory.push(processes.map((each) => each.memory().rss));
      if (watch) readings.push(await watch.read());
    }
    const seconds = (performance.now() - before.at) / 1000;
    const cpu = cpuOf(processes) - before.cpu;
    const records = now.records - before.records;
    if (/FLB_NODE_E_(?!APPEND_REFUSED)/.test(pipeline.process.log)) throw new Error(lastLines(pipeline.process.log));
    return {
      rate: records / seconds,
      cpu: (cpu / records) * 1e6,
      // Of each process by itself, at its highest: as a table of processes shows it.
      rss: processes.reduce((sum, _each, i) => sum + Math.max(...memory.map((row) => row[i])), 0),
      peak: processes.reduce((sum, each) => sum + each.memory().peak, 0),
      bytes: (now.bytes - before.bytes) / seconds,
      records,
      seconds,
      ...watch?.metrics(readings),
    };
  } finally {
    watch?.close();
    await Promise.all([pipeline.stop(variant.stopWith ?? 'SIGKILL'), ...processes.slice(1).map((each) => each.stop('SIGKILL'))]);
  }
}
