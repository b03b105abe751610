import aws4 from 'aws4';
import { type Context, RetryError } from 'fluent-bit-node';

export interface Bucket {
  /** Scheme, host and port, as in `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  region: string;
  name: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined };
  /** Milliseconds for one request. */
  timeout: number;
}

export interface StoredObject {
  key: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** Statuses and codes of S3 that say: later. All others stay, however often the request is made again. */
const LATER = new Set([408, 409, 429, 500, 502, 503, 504]);
const LATER_CODES = new Set(['RequestTimeout', 'SlowDown', 'InternalError', 'OperationAborted']);

/**
 * Stores an object.
 *
 * @throws RetryError when a later attempt may succeed; any other error when it cannot.
 */
export async function putObject(ctx: Context, bucket: Bucket, { key, body, headers }: StoredObject): Promise<void> {
  const { host, origin } = new URL(bucket.endpoint);
  const path = `/${[bucket.name, ...key.split('/')].map(encode).join('/')}`;
  const [limited, done] = ctx.withTimeout(bucket.timeout);
  try {
    const request = aws4.sign(
      { service: 's3', region: bucket.region, method: 'PUT', host, path, headers: { ...headers }, body },
      withoutUndefined(bucket.credentials),
    );
    // A redirect means another region: the signature does not hold there.
    const options = { method: 'PUT', headers: request.headers as Record<string, string>, body, redirect: 'manual' } as const;
    const response = await fetch(origin + path, { ...options, signal: limited.signal });
    if (!response.ok) throw failure(response.status, await response.text());
  } catch (error) {
    if (ctx.cancelled) throw error;
    if (limited.cancelled) throw new RetryError(`no answer within ${bucket.timeout} ms`);
    // What fetch throws when there is no connection.
    if (error instanceof TypeError) throw new RetryError(`${bucket.endpoint} cannot be reached`, { cause: error });
    throw error;
  } finally {
    done();
  }
}

function failure(status: number, answer: string): Error {
  const code = /<Code>(\w+)<\/Code>/.exec(answer)?.[1] ?? '';
  const what = `the store answered ${status} ${code}`.trimEnd();
  return LATER.has(status) || LATER_CODES.has(code) ? new RetryError(what) : new Error(what);
}

/** As the signature wants it: everything but letters, digits and `-._~`. */
const encode = (part: string): string =>
  encodeURIComponent(part).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const withoutUndefined = ({ sessionToken, ...rest }: Bucket['credentials']): aws4.Credentials =>
  sessionToken === undefined ? rest : { ...rest, sessionToken };
