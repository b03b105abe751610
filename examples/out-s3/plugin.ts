import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  type Chunk,
  type Context,
  type FluentBit,
  type OutputPlugin,
  parseBoolean,
  parseDuration,
  parseSize,
  registerOutput,
  secret,
} from 'fluent-bit-node';
import * as z from 'zod';
import { type Batch, Batches } from './batch.ts';
import { formatKey } from './key.ts';
import { putObject, type Bucket } from './s3.ts';

const config = z.object({
  endpoint: z.url().describe('Where the store is, as in https://s3.eu-central-1.amazonaws.com'),
  region: z.string().default('us-east-1').describe('Region that the signature names'),
  bucket: z.string().describe('Bucket'),
  key_format: z
    .string()
    .default('$TAG/%Y/%m/%d/%H/%M%S-$ID.jsonl')
    .describe('Key of an object: $TAG, $ID, and the time of its first record in UTC'),
  access_key_id: secret(z.string()).describe('Access key'),
  secret_access_key: secret(z.string()).describe('Secret of the access key'),
  session_token: secret(z.string().optional()).describe('For temporary keys'),
  compress: z.string().default('on').transform(parseBoolean).describe('Compress objects with gzip, and add .gz to their keys'),
  batch_size: z.string().default('5M').transform(parseSize).describe('Size from which on an object waits for no more records'),
  batch_wait: z.string().default('1s').transform(parseDuration).describe('How long an object waits for more records'),
  timeout: z.string().default('20s').transform(parseDuration).describe('How long one request may take'),
});

const compress = promisify(gzip);

class S3 implements OutputPlugin<typeof config> {
  #batches!: Batches;
  #bucket!: Bucket;
  #config!: FluentBit<typeof config>['config'];
  #logger!: FluentBit['logger'];

  init(ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#config = fbit.config;
    this.#logger = fbit.logger;
    const { endpoint, region, bucket: name, timeout, batch_size: limit, batch_wait: wait } = fbit.config;
    const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: sessionToken } = fbit.config;
    this.#bucket = { endpoint, region, name, timeout, credentials: { accessKeyId, secretAccessKey, sessionToken } };
    // Not a flush's context: an object may have the chunks of several.
    this.#batches = new Batches({ limit, wait, send: (batch) => this.#store(ctx, batch) });
  }

  async flush(ctx: Context, chunk: Chunk): Promise<void> {
    const [first] = chunk.events();
    // All of its records were bad, and are logged as such.
    if (first === undefined) return;
    const stored = this.#batches.add(chunk.tag, first.time.toDate(), chunk.toJSONLines());
    // This call's time may be over before the request's: Fluent Bit then sends the chunk again.
    await Promise.race([stored, ctx.sleep(Infinity)]);
  }

  async #store(ctx: Context, { tag, time, lines }: Batch): Promise<void> {
    const text = Buffer.from(lines.join(''));
    // Of the content: what is sent a second time, because the answer to the first got lost, takes the place of the first.
    const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
    const key = formatKey(this.#config.key_format, { tag, time, id });
    const headers = { 'content-type': 'application/x-ndjson' };
    const object = this.#config.compress
      ? { key: `${key}.gz`, body: await compress(text), headers: { ...headers, 'content-encoding': 'gzip' } }
      : { key, body: text, headers };
    await putObject(ctx, this.#bucket, object);
    this.#logger.info('stored %s: %d chunks, %d bytes', object.key, lines.length, object.body.length);
  }
}

export default registerOutput('out-s3', 'Stores records as objects of an S3-compatible store', () => new S3(), { config });
