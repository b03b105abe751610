import { type Context, type CustomPlugin, type FluentBit, type Logger, registerCustom } from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  greeting: z.string().default('hello').describe('Logged at the start'),
});

/** A custom plugin makes and takes no records: it runs beside the pipeline. */
class Extension implements CustomPlugin<typeof config> {
  #logger!: Logger;

  init(ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#logger = fbit.logger;
    this.#logger.info('%s from custom-extension', fbit.config.greeting);
    void this.#watch(ctx);
  }

  async #watch(ctx: Context): Promise<void> {
    let seconds = 0;
    for await (const _ of ctx.ticker(1000)) this.#logger.debug('up for %d s', ++seconds);
  }

  close(): void {
    this.#logger.info('bye from custom-extension');
  }
}

export default registerCustom('custom-extension', 'TypeScript custom plugin', () => new Extension(), { config });
