// Records a second, CPU and memory of a pipeline that runs at its full speed.
import { cpuOf } from '../lib/process.mjs';
import { loopDelay, waits } from '../lib/node-metrics.mjs';
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
 * @param {'input' | 'output' | 'filter'} [variant.watches] - of a plugin of ours of this type: its waits, and its event loop
 * @param {object} context - `seconds`: the window, instead of the usual one
 */
export async function flow(variant, context) {
  const size = context.quick ? 'quick' : 'full';
  const counted = variant.counts ?? 'output';
  const pipeline = await Pipeline.start(context.host, variant.config(context));
  const processes = [pipeline.process];
  try {
    if (variant.client) processes.push(variant.client(context));
    let now = await pipeline.change(counted);
    const warmAt = performance.now() + WARM[size] * 1000;
    while (performance.now() < warmAt) now = await pipeline.change(counted, now);
    const before = { ...now, at: performance.now(), cpu: cpuOf(processes) };

    const memory = [];
    const loop = [];
    while (performance.now() - before.at < (context.seconds ?? WINDOW[size]) * 1000) {
      now = await pipeline.change(counted, now);
      memory.push(processes.map((each) => each.memory().rss));
      if (variant.watches) loop.push(loopDelay(now.page, variant.watches));
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
      ...(variant.watches ? { ...waits(before.page, now.page, variant.watches), loop: Math.max(...loop) } : {}),
    };
  } finally {
    await Promise.all([pipeline.stop(variant.stopWith ?? 'SIGKILL'), ...processes.slice(1).map((each) => each.stop('SIGKILL'))]);
  }
}
