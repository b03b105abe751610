// A folder over HTTP, for as long as something needs it.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The file of an address; undefined: there is none. A folder is its index.html. */
export function fileOf(folder, path) {
  const file = join(folder, normalize(decodeURIComponent(path)));
  const candidates = [file, join(file, 'index.html')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

/** Serves a folder, on a free port of this machine alone. @returns where, and what ends it */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const file = fileOf(folder, new URL(request.url, 'http://localhost').pathname);
    response.writeHead(file ? 200 : 404, { 'content-type': TYPES[extname(file ?? '')] ?? 'text/plain' });
    if (file) createReadStream(file).pipe(response);
    else response.end('not found');
  });
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
