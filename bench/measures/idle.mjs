// Memory and CPU of a pipeline in which nothing happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, Pipeline } from '../lib/pipeline.mjs';

/** Until the start's garbage is collected, which takes V8 up to half a minute, and the compiler's threads are done. */
const SETTLE_MS = { full: 40_000, quick: 12_000 };
const WINDOW_MS = { full: 30_000, quick: 8000 };

export async function idle(variant, context) {
  const size = context.quick ? 'quick' : 'full';
  const pipeline = await Pipeline.start(context.host, variant.config(context), { http: false });
  const processes = [pipeline.process];
  if (variant.client) processes.push(variant.client(context));
  await sleep(SETTLE_MS[size]);
  const before = processes.map((each) => each.busy());
  await sleep(WINDOW_MS[size]);
  const busy = processes.reduce((sum, each, i) => sum + each.busy() - before[i], 0);
  const idle = processes.reduce((sum, each) => sum + each.memory().rss, 0);
  const { running, log } = pipeline.process;
  await Promise.all(processes.map((each) => each.stop('SIGKILL')));
  await pipeline.stop();
  if (!running) throw new Error(`it ended: ${lastLines(log)}`);
  return { idle, idleCpu: (busy / (WINDOW_MS[size] / 1000)) * 100 };
}
