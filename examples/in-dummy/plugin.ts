import { type Context, type FluentBit, type InputPlugin, type MessageChannel, registerInput } from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  foo: z.string().default('bar').describe('Text added to each record'),
});

class Dummy implements InputPlugin<typeof config> {
  #foo!: string;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#foo = fbit.config.foo;
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const time of ctx.ticker(1000)) {
      await ch.write({ time, record: { message: 'hello from in-dummy', foo: this.#foo } });
    }
  }
}

export default registerInput('in-dummy', 'TypeScript input plugin for testing', () => new Dummy(), { config });
