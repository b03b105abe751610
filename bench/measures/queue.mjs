// Memory while an output takes nothing: every queue is full.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pipeline } from '../lib/pipeline.mjs';
import { Receiver } from '../lib/receiver.mjs';

const FILL_MS = { full: 12_000, quick: 6000 };

export async function queue(variant, context) {
  const receiver = await Receiver.start();
  const { plugins = [], input } = variant.input(context);
  const config = { plugins, inputs: [input], outputs: [receiver.output] };
  const pipeline = await Pipeline.start(context.host, config, { http: false });
  const processes = [pipeline.process];
  if (variant.client) processes.push(variant.client(context));
  await sleep(FILL_MS[context.quick ? 'quick' : 'full']);
  const memory = processes.map((each) => each.memory());
  await Promise.all([pipeline.stop('SIGKILL'), ...processes.slice(1).map((each) => each.stop('SIGKILL'))]);
  receiver.close();
  return { rss: sum(memory, 'rss'), peak: sum(memory, 'peak') };
}

const sum = (list, key) => list.reduce((total, each) => total + each[key], 0);
