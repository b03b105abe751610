/**
 * The control socket of the process (`node.control`): who may look, and into what. It runs in the supervisor's environment,
 * through which no data passes: whatever a client does, Fluent Bit and the plugins do not wait for it.
 *
 * @module
 */
import type { Server } from 'node:net';
import { createError } from '../../errors.ts';
import { net } from '../../lazy.ts';
import { Session, type WatchedInstance } from './session.ts';
import { listenAt, removeSocket } from './socket-file.ts';
import { Taps } from './taps.ts';
import { WatchedWorker } from './watched-worker.ts';

const MOST_CLIENTS = 16;

/** There from the first instance that wants it until the shutdown. */
export class ControlServer {
  readonly path: string;
  /** As it was asked for. */
  readonly #asked: string | true;
  readonly #server: Server;
  readonly #instances = new Map<number, WatchedInstance>();
  readonly #sessions = new Set<Session>();
  readonly #taps = new Taps(() => [...this.#instances.values()].flatMap(({ workers }) => workers));

  /**
   * @param asked - a path, or true for the usual place.
   * @throws `FLB_NODE_E_CONTROL_SOCKET`
   */
  constructor(asked: string | true, onError: (error: Error) => void) {
    this.#asked = asked;
    const listed = (): WatchedInstance[] => [...this.#instances.values()];
    this.#server = net().createServer((socket) => {
      const session = new Session(socket, listed, this.#taps, (ended) => this.#sessions.delete(ended));
      this.#sessions.add(session);
    });
    this.#server.maxConnections = MOST_CLIENTS;
    // Without a client, or with one: it keeps nothing alive.
    this.#server.on('error', onError).unref();
    this.path = listenAt(this.#server, asked === true ? undefined : asked);
  }

  /** @throws `FLB_NODE_E_CONTROL_SOCKET` when an instance asks for another place: there is one socket per process. */
  check(asked: string | true): void {
    if (asked === this.#asked) return;
    const place = asked === true ? 'the usual place' : asked;
    throw createError('FLB_NODE_E_CONTROL_SOCKET', place, `an instance of this process has it at ${this.path} already`);
  }

  /** For one of an instance's Workers. */
  watchWorker(source: string): WatchedWorker {
    return new WatchedWorker(source, (report, worker) => this.#taps.report(report, worker));
  }

  /** @param id - of its first Worker. */
  add(id: number, instance: WatchedInstance): void {
    this.#instances.set(id, instance);
    this.#taps.tellAll();
  }

  remove(id: number): void {
    this.#instances.delete(id);
  }

  close(): void {
    for (const session of this.#sessions) session.close();
    this.#server.close();
    removeSocket(this.path);
  }
}
