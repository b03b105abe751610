import { writeSync } from 'node:fs';
import { type Chunk, type Context, type OutputPlugin, registerOutput } from 'fluent-bit-node';

const STDOUT = 1;

/** Numbers exceed 2^53 as bigint, which JSON.stringify does not take. */
const toJSON = (record: unknown): string =>
  JSON.stringify(record, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

class Stdout implements OutputPlugin {
  init(): void {}

  async flush(_ctx: Context, chunk: Chunk): Promise<void> {
    let lines = '';
    let count = 0;
    for (const { time, record } of chunk) lines += `[${count++}] ${chunk.tag}: [${time}, ${toJSON(record)}]\n`;
    // Not process.stdout: its writes pass through another thread, and this flush is done when the lines are out.
    writeSync(STDOUT, lines);
  }
}

export default registerOutput('out-stdout', 'TypeScript output plugin that prints records', () => new Stdout());
