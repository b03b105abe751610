/** The output of the benchmarks: does with each record what its section says, and throws it away. */
import { type Chunk, type Context, type FluentBit, type OutputPlugin, registerOutput } from 'fluent-bit-node';
import { type Read, readers } from './readers.ts';

class Sink implements OutputPlugin {
  #read!: Read;
  /** Kept, so that no compiler finds the reading useless. */
  seen = 0;

  init(_ctx: Context, { conf }: FluentBit): void {
    const how = conf.get('read') ?? 'fields';
    const read = readers[how];
    if (!read) throw new Error(`read: ${how}, expected one of ${Object.keys(readers).join(', ')}`);
    this.#read = read;
  }

  async flush(_ctx: Context, chunk: Chunk): Promise<void> {
    this.seen += this.#read(chunk);
  }
}

export default registerOutput('bench-sink', 'Reads records and throws them away', () => new Sink());
