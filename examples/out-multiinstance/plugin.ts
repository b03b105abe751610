import { writeSync } from 'node:fs';
import { type Chunk, type Context, type FluentBit, type OutputPlugin, registerOutput } from 'fluent-bit-node';
import * as z from 'zod';

const STDOUT = 1;

const config = z.object({
  id: z.string().min(1).describe('Printed before each record: tells the instances apart'),
});

class MultiInstance implements OutputPlugin<typeof config> {
  #id!: string;
  #flushed = 0;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#id = fbit.config.id;
    fbit.logger.info('instance %s is %s', fbit.instance.name, this.#id);
  }

  async flush(_ctx: Context, chunk: Chunk): Promise<void> {
    // Nothing is shared between instances, so this counts the records of this one.
    for (const { record } of chunk) {
      this.#flushed += 1;
      writeSync(STDOUT, `[${this.#id}] #${this.#flushed} ${chunk.tag} ${JSON.stringify(record)}\n`);
    }
  }
}

export default registerOutput('out-multiinstance', 'TypeScript output plugin used by two sections', () => new MultiInstance(), {
  config,
});
