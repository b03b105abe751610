import { readFile, stat } from 'node:fs/promises';
import {
  type Chunk,
  type Context,
  type FilterPlugin,
  type FluentBit,
  type LogEvent,
  parseDuration,
  registerFilter,
} from 'fluent-bit-node';
import * as z from 'zod';
import { Networks } from './networks.ts';

const config = z.object({
  table: z.string().describe('JSON file: fields by IPv4 address or network'),
  key: z.string().default('client').describe('Field that has the address'),
  prefix: z.string().default('').describe('Put before the name of each added field'),
  reload: z.string().default('5s').transform(parseDuration).describe('How often to look whether the table has changed'),
});

class Enrich implements FilterPlugin<typeof config> {
  #config!: FluentBit<typeof config>['config'];
  #logger!: FluentBit['logger'];
  #networks!: Networks;
  /** When the table that is in use was written. */
  #version = 0;

  async init(ctx: Context, fbit: FluentBit<typeof config>): Promise<void> {
    this.#config = fbit.config;
    this.#logger = fbit.logger;
    // A table that is missing or wrong now fails Fluent Bit's start.
    await this.#load();
    // Not awaited: it goes on beside the filter, and ends with the instance.
    void this.#watch(ctx);
  }

  filter(_ctx: Context, chunk: Chunk): LogEvent[] | undefined {
    const { key, prefix } = this.#config;
    const events = [...chunk.events()];
    let found = false;
    for (const event of events) {
      const address = event.get(key);
      const fields = typeof address === 'string' ? this.#networks.find(address) : undefined;
      if (fields === undefined) continue;
      found = true;
      for (const [name, value] of Object.entries(fields)) event.set(prefix + name, value);
    }
    // Nothing known of any: the chunk goes on as it is, without a copy.
    return found ? events : undefined;
  }

  async #watch(ctx: Context): Promise<void> {
    for await (const _time of ctx.ticker(this.#config.reload)) {
      try {
        await this.#load();
      } catch (error) {
        // Half written, perhaps. The old one is better than none.
        this.#logger.warn('%s cannot be used, the table stays as it was: %s', this.#config.table, (error as Error).message);
      }
    }
  }

  /** Also when it is not a newer file but an older one that was put in its place. */
  async #load(): Promise<void> {
    const { table } = this.#config;
    const { mtimeMs } = await stat(table);
    if (mtimeMs === this.#version) return;
    // Before the reading: a file that is wrong is said to be so once.
    this.#version = mtimeMs;
    this.#networks = new Networks(await readFile(table, 'utf8'));
    this.#logger.info('%s: %d networks', table, this.#networks.size);
  }
}

export default registerFilter('enrich', 'Adds fields by the network of an address', () => new Enrich(), { config });
