// A small API to try the plugin with, and to test it against.
//   node examples/in-http-api/server.mjs [port]   has a new event each second
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/**
 * `GET /events?limit=N&after=CURSOR` answers `{ events, next }`.
 *
 * @param {{ port?: number, token?: string }} [options] - token: what a request has to bring
 */
export async function startApi({ port = 0, token } = {}) {
  /** @type {object[]} */
  const events = [];
  /** @type {string[]} */
  const requests = [];
  /** @type {((response: import('node:http').ServerResponse) => void)[]} */
  const failures = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(url.search);
    const fail = failures.shift();
    if (fail) return fail(response);
    if (url.pathname !== '/events') return void response.writeHead(404).end('no such list');
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end('who is it?');
    const from = Number(url.searchParams.get('after') ?? 0);
    const page = events.slice(from, from + Number(url.searchParams.get('limit')));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ events: page, next: page.length > 0 ? String(from + page.length) : null }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/events`,
    /** The queries so far. */
    requests,
    /** @param {string} message */
    add: (message) => void events.push({ id: events.length + 1, at: new Date().toISOString(), message }),
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
  const api = await startApi({ port: Number(process.argv[2] ?? 8124) });
  setInterval(() => api.add('somebody signed in'), 1000);
  console.log(api.url);
}
