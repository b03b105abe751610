// Milliseconds from write() to a TCP output.
import { lastLines, Pipeline } from '../lib/pipeline.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { quantile } from '../lib/statistics.mjs';

const SECONDS = { full: 8, quick: 4 };
/** Records of the start, whose delay is that of the start. */
const WARM_MS = 1500;
const TIMEOUT_MS = 30_000;

/** `variant.input(context)`: the section of an input that writes stamped records; `variant.flush`: seconds */
export async function delay(variant, context) {
  const seconds = SECONDS[context.quick ? 'quick' : 'full'];
  const delays = [];
  let first;
  let end;
  const enough = new Promise((done) => (end = done));
  const receiver = await Receiver.start(({ sent }, now) => {
    first ??= now;
    if (now - first > WARM_MS) delays.push(now - sent);
    if (now - first > WARM_MS + seconds * 1000) end();
  });
  const { plugins = [], input } = variant.input(context);
  const config = { service: { flush: variant.flush }, plugins, inputs: [input], outputs: [receiver.output] };
  const pipeline = await Pipeline.start(context.host, config, { http: false });
  const client = variant.client?.(context);
  const timer = setTimeout(end, TIMEOUT_MS);
  await enough;
  clearTimeout(timer);
  await Promise.all([pipeline.stop('SIGKILL'), client?.stop('SIGKILL')]);
  receiver.close();
  if (delays.length === 0) throw new Error(`no records: ${lastLines(pipeline.process.log)}`);
  const sorted = delays.sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
