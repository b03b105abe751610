import {
  type Context,
  type Counter,
  type FluentBit,
  type InputPlugin,
  type MessageChannel,
  registerInput,
} from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  foo: z.string().default('bar').describe('Text added to each record'),
});

class DummyMetrics implements InputPlugin<typeof config> {
  #foo!: string;
  #total!: Counter<'plugin'>;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#foo = fbit.config.foo;
    this.#total = fbit.metrics.newCounter('example_metric_total', 'Total number of example metrics', ['plugin']);
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const time of ctx.ticker(1000)) {
      this.#total.inc({ plugin: 'in-dummy-metrics' });
      await ch.write({ time, record: { message: 'hello from in-dummy-metrics', foo: this.#foo } });
    }
  }
}

export default registerInput('in-dummy-metrics', 'TypeScript input plugin with metrics', () => new DummyMetrics(), {
  config,
});
