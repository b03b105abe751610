import { appendFile } from 'node:fs/promises';
import {
  type Chunk,
  type Context,
  type Counter,
  type FluentBit,
  type OutputPlugin,
  registerOutput,
  RetryError,
} from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  path: z.string().default('my-plugin.ndjson').describe('File that the records are appended to'),
});

class MyPlugin implements OutputPlugin<typeof config> {
  #path!: string;
  #bytes!: Counter;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#path = fbit.config.path;
    this.#bytes = fbit.metrics.newCounter('my_plugin_bytes_total', 'Bytes that were appended');
  }

  async flush(_ctx: Context, chunk: Chunk): Promise<void> {
    const lines = chunk.toJSONLines();
    try {
      await appendFile(this.#path, lines);
    } catch (cause) {
      // Fluent Bit sends the chunk again later. Any other error drops it.
      throw new RetryError(`cannot append to ${this.#path}`, { cause });
    }
    this.#bytes.inc(Buffer.byteLength(lines));
  }
}

export default registerOutput('my-plugin', 'Appends records to a file, as JSON lines', () => new MyPlugin(), { config });
