// Records that an input's plugin wrote, and those that arrived, when Fluent Bit is told to end.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, Pipeline } from '../lib/pipeline.mjs';

const RUN_MS = { full: 6000, quick: 2500 };
const READ_AGAIN_MS = 2000;

/**
 * `variant.input(context, files)`: the plugins and the section of an input that writes `{"accepted": N}` to `files.ledger` at its
 * end. `variant.again(context, files)`: the section of a second start, which delivers what the first one kept on disk.
 */
export async function loss(variant, context) {
  const folder = mkdtempSync(join(tmpdir(), 'flbnode-loss-'));
  const files = { ledger: join(folder, 'ledger'), spill: join(folder, 'spill'), arrived: 'arrived' };
  mkdirSync(files.spill);
  // Of each record its number alone: a file that is small, however many there are.
  const output = { name: 'file', match: '*', path: folder, file: files.arrived, format: 'template', template: '{n}' };
  const run = async (parts, milliseconds, client) => {
    const { plugins = [], input } = parts;
    const config = { service: { flush: 1, grace: 5 }, plugins, inputs: [input], outputs: [output] };
    const pipeline = await Pipeline.start(context.host, config, { http: false });
    const beside = client?.();
    await sleep(milliseconds);
    await pipeline.stop('SIGTERM');
    await beside?.stop('SIGTERM');
    return pipeline.process.log;
  };
  try {
    const log = await run(variant.input(context, files), RUN_MS[context.quick ? 'quick' : 'full'], variant.client && (() => variant.client(context, files)));
    if (variant.again) await run(variant.again(context, files), READ_AGAIN_MS);
    if (!existsSync(files.ledger)) throw new Error(`it did not say what it wrote: ${lastLines(log)}`);
    const { accepted } = JSON.parse(readFileSync(files.ledger, 'utf8'));
    const { different, lines } = count(join(folder, files.arrived));
    const lost = accepted - different;
    return { written: accepted, lost, share: (lost / accepted) * 100, twice: lines - different };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(file) {
  if (!existsSync(file)) return { different: 0, lines: 0 };
  const seen = new Set();
  let lines = 0;
  // Line by line out of the bytes: as one string it might be too long.
  const bytes = readFileSync(file);
  for (let at = 0, end = 0; at < bytes.length; at = end + 1) {
    end = bytes.indexOf(10, at);
    if (end < 0) break;
    seen.add(Number(bytes.latin1Slice(at, end)));
    lines += 1;
  }
  return { different: seen.size, lines };
}
