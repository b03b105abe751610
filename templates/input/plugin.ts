import {
  type Context,
  type Counter,
  type FluentBit,
  type InputPlugin,
  type MessageChannel,
  parseDuration,
  registerInput,
} from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  message: z.string().default('hello').describe('Text of each record'),
  interval: z.string().default('1s').transform(parseDuration).describe('Time from one record to the next'),
});

class MyPlugin implements InputPlugin<typeof config> {
  #config!: z.output<typeof config>;
  #written!: Counter;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#config = fbit.config;
    this.#written = fbit.metrics.newCounter('my_plugin_written_total', 'Records that were written');
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    let count = 0;
    for await (const time of ctx.ticker(this.#config.interval)) {
      await ch.write({ time, record: { message: this.#config.message, count: ++count } });
      this.#written.inc();
    }
  }
}

export default registerInput('my-plugin', 'Writes a record now and then', () => new MyPlugin(), { config });
