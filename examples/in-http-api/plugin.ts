import {
  type Context,
  type FluentBit,
  type InputPlugin,
  type MessageChannel,
  parseDuration,
  registerInput,
  secret,
} from 'fluent-bit-node';
import * as z from 'zod';
import { fetchPage, type Api, Unavailable } from './api.ts';
import { Cursor } from './cursor.ts';

const config = z.object({
  url: z.url().describe('Address of the list of events'),
  token: secret(z.string().optional()).describe('Sent as a bearer token'),
  page_size: z.coerce.number().int().min(1).max(1000).default(100).describe('Events asked for at once'),
  interval: z.string().default('5s').transform(parseDuration).describe('Pause after the last page'),
  timeout: z.string().default('10s').transform(parseDuration).describe('How long one request may take'),
  backoff: z.string().default('1s').transform(parseDuration).describe('First pause after a failure; doubles up to 64 times it'),
  state_file: z.string().optional().describe('Where to keep the position; without it each start begins with the oldest event'),
});

class HttpApi implements InputPlugin<typeof config> {
  #api!: Api;
  #cursor!: Cursor;
  #config!: FluentBit<typeof config>['config'];
  #logger!: FluentBit['logger'];

  async init(_ctx: Context, fbit: FluentBit<typeof config>): Promise<void> {
    const { url, token, page_size: pageSize, timeout, state_file: file } = fbit.config;
    this.#config = fbit.config;
    this.#logger = fbit.logger;
    this.#api = { url, token, pageSize, timeout };
    this.#cursor = new Cursor(file);
    await this.#cursor.load();
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for (let failures = 0; !ctx.cancelled; ) {
      try {
        const isLast = await this.#readPage(ctx, ch);
        failures = 0;
        if (isLast) await ctx.sleep(this.#config.interval);
      } catch (error) {
        // A wrong token or address does not mend itself: the instance ends, is logged, and is started again later.
        if (!(error instanceof Unavailable)) throw error;
        const pause = error.retryAfter ?? this.#pause(failures);
        failures += 1;
        this.#logger.warn('%s; asking again in %d ms', error.message, pause);
        await ctx.sleep(pause);
      }
    }
  }

  /** @returns whether it was the last one for now. */
  async #readPage(ctx: Context, ch: MessageChannel): Promise<boolean> {
    const { events, next } = await fetchPage(ctx, this.#api, this.#cursor.value);
    await ch.writeBatch(events.map((event) => ({ time: new Date(event.at), record: event })));
    // Only now that all are accepted. A crash in between repeats a page, and loses none.
    if (next !== null) await this.#cursor.save(next);
    return events.length < this.#api.pageSize;
  }

  /** Not all clients of an API that comes back are to ask it in the same moment. */
  #pause(failures: number): number {
    const longest = this.#config.backoff * 2 ** Math.min(failures, 6);
    return Math.round(longest * (0.8 + Math.random() * 0.2));
  }
}

export default registerInput('in-http-api', 'Reads the events of an HTTP API, page by page', () => new HttpApi(), { config });
