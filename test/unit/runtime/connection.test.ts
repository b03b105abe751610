/** A client of the control socket that does not behave. */
import { mkdtempSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Connection, type ConnectionEvents } from '../../../src/runtime/control/connection.ts';

const opened: { server: Server; client: Socket }[] = [];
afterEach(() => {
  for (const { server, client } of opened.splice(0)) {
    client.destroy();
    server.close();
  }
});

/** @param patience - milliseconds. */
async function pair(events: Partial<ConnectionEvents>, patience?: number): Promise<{ connection: Connection; client: Socket }> {
  const path = join(mkdtempSync(join(tmpdir(), 'flbnode-')), 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect(path);
  client.on('error', () => {});
  opened.push({ server, client });
  const nothing = (): void => {};
  const connection = new Connection(await accepted, { onLine: nothing, onDrain: nothing, onClose: nothing, ...events }, patience);
  return { connection, client };
}

test('lines come whole, however they are cut', async () => {
  const lines: string[] = [];
  let done = (): void => {};
  const all = new Promise<void>((resolve) => (done = resolve));
  const { client } = await pair({
    onLine(line) {
      lines.push(line);
      if (line === 'end') done();
    },
  });
  for (const text of ['{"a"', ':1}\n\n', '{"b":2}\nen', 'd\n']) await new Promise((resolve) => client.write(text, resolve));
  await all;
  expect(lines).toEqual(['{"a":1}', '{"b":2}', 'end']);
});

test('who does not read is cut off, and what waits for him is bounded', async () => {
  let closed = (): void => {};
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const { connection, client } = await pair({ onClose: () => closed() }, 50);
  client.pause();
  const line = 'x'.repeat(10_000);
  let sent = 0;
  while (connection.send(line)) sent += 1;
  expect(connection.isFull).toBe(true);
  expect(sent * line.length).toBeLessThan(4 << 20);
  await isClosed;
  expect(connection.send('more')).toBe(false);
});

test('who reads again goes on', async () => {
  let drained = (): void => {};
  const isDrained = new Promise<void>((resolve) => (drained = resolve));
  const { connection, client } = await pair({ onDrain: () => drained() });
  client.pause();
  while (connection.send('x'.repeat(10_000)));
  client.resume();
  await isDrained;
  expect(connection.isFull).toBe(false);
  expect(connection.send('more')).toBe(true);
});

test('a line without an end is no reason to keep it all', async () => {
  let closed = (): void => {};
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const { client } = await pair({ onClose: () => closed() });
  client.write('x'.repeat(200_000));
  await isClosed;
});
