// A store to try the plugin with, and to test it against: it checks each signature and keeps objects in memory.
//   node examples/out-s3/fake-s3.mjs [port]   prints what it is given
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/** The keys of AWS' own documentation. */
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');
const hmac = (/** @type {string | Buffer} */ key, /** @type {string} */ data) => createHmac('sha256', key).update(data).digest();
const rfc3986 = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Signature Version 4, from its specification and not from the library that the plugin uses.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {Buffer} body
 * @returns {string | undefined} the code of what is wrong
 */
function findFault(request, body) {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId, date = '', region = '', signed = '', signature = ''] = pattern.exec(request.headers.authorization ?? '') ?? [];
  if (keyId === undefined) return 'AccessDenied';
  if (keyId !== CREDENTIALS.accessKeyId) return 'InvalidAccessKeyId';
  if (request.headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';

  const time = String(request.headers['x-amz-date']);
  const names = signed.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date') || !time.startsWith(date)) return 'SignatureDoesNotMatch';
  const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
  const canonical = [
    request.method,
    path.split('/').map((part) => rfc3986(decodeURIComponent(part))).join('/'),
    query,
    ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const keys = [date, region, 's3', 'aws4_request'];
  const signingKey = keys.reduce((key, part) => hmac(key, part), /** @type {string | Buffer} */ (`AWS4${CREDENTIALS.secretAccessKey}`));
  const expected = hmac(signingKey, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch';
}

/** @param {{ port?: number, onPut?: (key: string, bytes: number) => void }} [options] */
export async function startStore({ port = 0, onPut = () => {} } = {}) {
  /** @type {Map<string, { body: Buffer, headers: import('node:http').IncomingHttpHeaders }>} */
  const objects = new Map();
  /** @type {((response: import('node:http').ServerResponse) => void)[]} */
  const failures = [];

  const server = createServer(async (request, response) => {
    const parts = await request.toArray().catch(() => undefined);
    if (!parts) return; // the client went away
    const body = Buffer.concat(parts);
    const fail = failures.shift();
    if (fail) return fail(response);
    const fault = findFault(request, body);
    if (fault) return void response.writeHead(403).end(`<Error><Code>${fault}</Code></Error>`);
    const key = decodeURIComponent(request.url ?? '').slice(1);
    objects.set(key, { body, headers: request.headers });
    onPut(key, body.length);
    response.writeHead(200).end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    /** By bucket and key. */
    objects,
    /** The next request gets this instead. @param {(response: import('node:http').ServerResponse) => void} answer */
    failNext: (answer) => void failures.push(answer),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const store = await startStore({ port: Number(process.argv[2] ?? 8125), onPut: (key, bytes) => console.log(`PUT ${key} (${bytes} bytes)`) });
  console.log(store.url);
}
