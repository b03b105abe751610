/**
 * One client of the control socket. What it does not read, or sends too much of, costs a bounded amount of memory and no
 * time: it is left out and counted, and in the end the client is cut off.
 *
 * @module
 */
import type { Socket } from 'node:net';
import { clearTimeout, setTimeout as delay } from 'node:timers';

/** Bytes that may wait for the client. */
const MOST_WAITING = 1 << 20;
/** Bytes of a request. */
const LONGEST_LINE = 1 << 16;
const PATIENCE_MS = 10_000;

export interface ConnectionEvents {
  /** A line, without its end. */
  onLine(line: string): void;
  /** It reads again, after {@link Connection.isFull}. */
  onDrain(): void;
  onClose(): void;
}

/** Lines in both directions. Never throws, and keeps no process alive. */
export class Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #patienceMs: number;
  #partial = '';
  #patience: NodeJS.Timeout | undefined;

  /** @param patience - milliseconds for which the client may read nothing while something waits for it. */
  constructor(socket: Socket, events: ConnectionEvents, patience = PATIENCE_MS) {
    this.#patienceMs = patience;
    this.#socket = socket;
    this.#events = events;
    socket.unref().setEncoding('utf8');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('drain', () => this.#drained());
    // Close follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(this.#patience);
      events.onClose();
    });
  }

  /** It has not read what was sent: send no more than you must. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** False: it was not sent, the client reads too slowly. */
  send(line: string): boolean {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableLength + line.length > MOST_WAITING) return false;
    if (!socket.write(`${line}\n`) && this.#patience === undefined) {
      // Answers to more requests would only wait, too.
      socket.pause();
      this.#patience = delay(() => socket.destroy(), this.#patienceMs).unref();
    }
    return true;
  }

  close(): void {
    this.#socket.destroy();
  }

  #drained(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#socket.resume();
    this.#events.onDrain();
  }

  #read(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > LONGEST_LINE) return this.close();
    for (const line of lines) if (line.trim() !== '') this.#events.onLine(line);
  }
}
