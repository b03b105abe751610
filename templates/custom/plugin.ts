import { type Context, type CustomPlugin, type FluentBit, type Logger, parseDuration, registerCustom } from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  greeting: z.string().default('hello').describe('Logged at the start'),
  interval: z.string().default('1m').transform(parseDuration).describe('Time from one line of the log to the next'),
});

/** Makes and takes no records: runs beside the pipeline, from init until its context is cancelled. */
class MyPlugin implements CustomPlugin<typeof config> {
  #logger!: Logger;
  #watching!: Promise<void>;

  init(ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#logger = fbit.logger;
    this.#logger.info('%s from my-plugin', fbit.config.greeting);
    // Not awaited here: Fluent Bit's start waits for init.
    this.#watching = this.#watch(ctx, fbit.config.interval);
  }

  async #watch(ctx: Context, interval: number): Promise<void> {
    for await (const time of ctx.ticker(interval)) this.#logger.info('still here at %s', time.toISOString());
  }

  async close(): Promise<void> {
    await this.#watching;
    this.#logger.info('bye from my-plugin');
  }
}

export default registerCustom('my-plugin', 'Says now and then that it is there', () => new MyPlugin(), { config });
