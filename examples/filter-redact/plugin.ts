import {
  type Chunk,
  type Context,
  type FilterPlugin,
  type FluentBit,
  type ReceivedMessage,
  registerFilter,
  type Value,
} from 'fluent-bit-node';
import * as z from 'zod';
import { createRedactor, type Redactor } from './redact.ts';

const list = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

const config = z.object({
  what: z
    .string()
    .default('email,card')
    .transform(list)
    .pipe(z.array(z.enum(['email', 'card'])).min(1))
    .describe('What to mask: email, card, or both'),
  keys: z.string().default('').transform(list).describe('Top-level keys to look into; all when empty'),
  mask: z.string().default('[redacted]').describe('What stands in the place of a match'),
});

const isMap = (value: Value): value is { [key: string]: Value } =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

class Redact implements FilterPlugin<typeof config> {
  #redact!: Redactor;
  #keys!: ReadonlySet<string>;
  #logger!: FluentBit['logger'];

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    const { what, keys, mask } = fbit.config;
    this.#redact = createRedactor(what, mask);
    this.#keys = new Set(keys);
    this.#logger = fbit.logger;
  }

  filter(_ctx: Context, chunk: Chunk): ReceivedMessage[] | undefined {
    let found = 0;
    const mask = (value: Value): Value => {
      if (typeof value === 'string') {
        const masked = this.#redact(value);
        found += masked.found;
        return masked.text;
      }
      if (Array.isArray(value)) return value.map(mask);
      if (!isMap(value)) return value;
      for (const [key, inner] of Object.entries(value)) value[key] = mask(inner);
      return value;
    };

    const messages = [...chunk];
    for (const { record } of messages) {
      for (const [key, value] of Object.entries(record)) {
        if (this.#keys.size === 0 || this.#keys.has(key)) record[key] = mask(value);
      }
    }
    // Nothing found: the chunk goes on as it is, without a copy.
    if (found === 0) return undefined;
    this.#logger.debug('masked %d matches in a chunk of %s', found, chunk.tag);
    return messages;
  }
}

export default registerFilter('redact', 'Masks e-mail addresses and card numbers', () => new Redact(), { config });
