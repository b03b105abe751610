import {
  type Chunk,
  type Context,
  type FilteredMessage,
  type FilterPlugin,
  type FluentBit,
  registerFilter,
} from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  drop: z.string().default('debug').describe('Records of this level are dropped'),
  environment: z.string().default('development').describe('Added to each record that stays'),
});

class MyPlugin implements FilterPlugin<typeof config> {
  #config!: z.output<typeof config>;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#config = fbit.config;
  }

  *filter(_ctx: Context, chunk: Chunk): Generator<FilteredMessage> {
    const { drop, environment } = this.#config;
    for (const message of chunk) {
      if (message.record['level'] === drop) continue;
      message.record['environment'] = environment;
      yield message;
    }
  }
}

export default registerFilter('my_plugin', 'Drops a level, and adds the environment', () => new MyPlugin(), { config });
