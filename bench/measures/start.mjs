// Milliseconds from exec to the first record at a TCP output, of each instance.
import { lastLines, Pipeline } from '../lib/pipeline.mjs';
import { Receiver } from '../lib/receiver.mjs';

const TIMEOUT_MS = 30_000;

/** `variant.inputs(context)`: plugins and sections; `variant.instances`: how many of them name themselves in `from` */
export async function start(variant, context) {
  const seen = new Set();
  let end;
  let first;
  const all = new Promise((done) => (end = done));
  const receiver = await Receiver.start(({ from }, now) => {
    first ??= now;
    seen.add(from);
    if (seen.size === (variant.instances ?? 1)) end(now);
  });
  const { plugins = [], inputs } = variant.inputs(context);
  const config = { service: { flush: 0.01 }, plugins, inputs, outputs: [receiver.output] };
  const began = performance.timeOrigin + performance.now();
  const pipeline = await Pipeline.start(context.host, config, { http: false });
  const client = variant.client?.(context);
  const timer = setTimeout(end, TIMEOUT_MS);
  const last = await all;
  clearTimeout(timer);
  await Promise.all([pipeline.stop('SIGKILL'), client?.stop('SIGKILL')]);
  receiver.close();
  if (last === undefined) throw new Error(`no records: ${lastLines(pipeline.process.log)}`);
  return { first: first - began, last: last - began };
}
