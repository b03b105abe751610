import type { Context } from 'fluent-bit-node';
import * as z from 'zod';

/** What the API answers with. Other fields of an event go into its record. */
const page = z.object({
  events: z.array(z.looseObject({ at: z.iso.datetime() })),
  /** Where the next page begins. */
  next: z.string().nullable(),
});

export type Page = z.output<typeof page>;

/** No answer, or one that says "later": the same request may succeed in a while. */
export class Unavailable extends Error {
  /** Milliseconds that the server asks to be left alone for. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

export interface Api {
  url: string;
  token: string | undefined;
  pageSize: number;
  /** Milliseconds for one request, its body included. */
  timeout: number;
}

const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks for one page.
 *
 * @param cursor - `next` of the page before; `undefined`: from the beginning.
 * @throws {Unavailable} when it is to be tried again. Any other error stays one.
 */
export async function fetchPage(ctx: Context, api: Api, cursor: string | undefined): Promise<Page> {
  const url = new URL(api.url);
  url.searchParams.set('limit', String(api.pageSize));
  if (cursor !== undefined) url.searchParams.set('after', cursor);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (api.token !== undefined) headers['authorization'] = `Bearer ${api.token}`;

  const [limited, done] = ctx.withTimeout(api.timeout);
  try {
    const response = await fetch(url, { headers, signal: limited.signal });
    if (LATER.has(response.status)) throw new Unavailable(`the API answered ${response.status}`, retryAfter(response));
    if (!response.ok) throw new Error(`the API answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    return page.parse(await response.json());
  } catch (error) {
    // The plugin is to end, and not to try again.
    if (ctx.cancelled) throw error;
    if (limited.cancelled) throw new Unavailable(`no answer within ${api.timeout} ms`);
    // What fetch throws when there is no connection.
    if (error instanceof TypeError) throw new Unavailable('the API cannot be reached', undefined, { cause: error });
    throw error;
  } finally {
    done();
  }
}

/** The header has seconds, or a date. */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms >= 0 ? ms : undefined;
}
