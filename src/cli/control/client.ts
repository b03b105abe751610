/**
 * A connection to the control socket of a Fluent Bit process.
 *
 * @module
 */
import { connect, type Socket } from 'node:net';
import { CONTROL_VERSION, type ControlReply, type ControlRequest, type Hello } from '../../control/protocol.ts';
import { createError, type FluentBitNodeError } from '../../errors.ts';

/** A request before it has its number. */
export type Ask = ControlRequest extends infer Request ? (Request extends unknown ? Omit<Request, 'id'> : never) : never;

/** How long a process may take to say hello, in milliseconds. Its supervisor may be busy starting instances. */
const HELLO_MS = 10_000;

/** @param line - the answer as it came: numbers in it may be larger than JavaScript's. */
export type Listener = (reply: ControlReply | Error, line: string) => void;

/** Answers go to whom they belong. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #listeners = new Map<number, Listener>();
  /** Of the process. */
  pid = 0;
  #partial = '';
  #lastId = 0;
  #onHello: (hello: Hello) => void = () => {};
  /** Settles when the process, or {@link ControlClient.close}, has ended it. */
  readonly closed: Promise<void>;

  private constructor(path: string) {
    this.#path = path;
    this.#socket = connect(path).setEncoding('utf8');
    this.#socket.on('data', (text: string) => this.#read(text));
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
    void this.closed.then(() => this.#endAll(this.#failure('it was closed')));
  }

  /** @throws `FLB_NODE_E_CONTROL_CONNECT` */
  static async open(path: string): Promise<ControlClient> {
    const client = new ControlClient(path);
    const hello = await new Promise<Hello>((resolve, reject) => {
      client.#onHello = resolve;
      client.#socket.once('error', (error) => reject(client.#failure(error.message)));
      client.#socket.setTimeout(HELLO_MS, () => reject(client.#failure('it says nothing')));
      void client.closed.then(() => reject(client.#failure('it was closed')));
    }).catch((error: unknown) => {
      client.close();
      throw error;
    });
    client.#socket.setTimeout(0);
    client.pid = hello.pid;
    if (hello.hello !== 'fluent-bit-node' || hello.version !== CONTROL_VERSION) {
      client.close();
      throw client.#failure(`it speaks version ${hello.version} of the protocol, this command version ${CONTROL_VERSION}`);
    }
    return client;
  }

  /** One answer. @throws the error that the runtime answers with */
  ask<Key extends string>(ask: Ask, key: Key): Promise<Extract<ControlReply, Record<Key, unknown>>[Key]> {
    return new Promise((resolve, reject) => {
      const id = this.subscribe(ask, (reply) => {
        this.#listeners.delete(id);
        if (reply instanceof Error) reject(reply);
        else resolve((reply as Record<string, unknown>)[key] as Extract<ControlReply, Record<Key, unknown>>[Key]);
      });
    });
  }

  /** Answers as they come. The last one may be an error. @returns the request's number */
  subscribe(ask: Ask, listener: Listener): number {
    const id = ++this.#lastId;
    this.#listeners.set(id, listener);
    this.#socket.write(`${JSON.stringify({ id, ...ask })}\n`);
    return id;
  }

  /** Takes no more until {@link ControlClient.resume}: the reader of what was written is slow. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#listeners.clear();
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    let message: Hello | ControlReply;
    try {
      message = JSON.parse(line) as Hello | ControlReply;
    } catch {
      this.#endAll(this.#failure('it sends something else than JSON'));
      return this.close();
    }
    if ('hello' in message) return this.#onHello(message);
    const listener = this.#listeners.get(message.id);
    if ('error' in message) {
      const { code, message: text, fix } = message.error;
      listener?.(Object.assign(createError('FLB_NODE_E_CONTROL_REQUEST', text), { code, message: text, fix }), line);
    } else {
      listener?.(message, line);
    }
  }

  #endAll(error: Error): void {
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of listeners) listener(error, '');
  }

  #failure(why: string): FluentBitNodeError {
    return createError('FLB_NODE_E_CONTROL_CONNECT', this.#path, why);
  }
}
