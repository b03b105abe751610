// A server that out_tcp sends JSON lines to.
import { createServer } from 'node:net';

export class Receiver {
  #server;
  #onRecord;
  #sockets = new Set();

  /** @param {((record: object, now: number) => void) | undefined} onRecord - without it, nothing is ever read */
  static async start(onRecord) {
    const receiver = new Receiver();
    receiver.#onRecord = onRecord;
    receiver.#server = createServer({ pauseOnConnect: !onRecord }, (socket) => receiver.#serve(socket));
    await new Promise((done) => receiver.#server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  /** The output section that sends here. */
  get output() {
    return { name: 'tcp', match: '*', host: '127.0.0.1', port: this.#server.address().port, format: 'json_lines' };
  }

  #serve(socket) {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    if (!this.#onRecord) return;
    let rest = '';
    socket.setEncoding('utf8').on('data', (text) => {
      const now = performance.timeOrigin + performance.now();
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) this.#onRecord(JSON.parse(line), now);
    });
  }

  close() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
