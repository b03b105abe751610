/**
 * What one client of the control socket asks for, and gets.
 *
 * @module
 */
import type { Socket } from 'node:net';
import { clearInterval, setInterval } from 'node:timers';
import {
  CONTROL_VERSION,
  type ControlReply,
  type ControlRequest,
  DEFAULT_RATE,
  type Hello,
  HIGHEST_RATE,
  type InstanceInfo,
  type InstanceStats,
  type ReloadOutcome,
  SHORTEST_EVERY,
} from '../../control/protocol.ts';
import { globToRegExp, matchesAny } from '../../control/glob.ts';
import { createError, FluentBitNodeError } from '../../errors.ts';
import type { WatchReport } from '../watch/watch-data.ts';
import { Connection } from './connection.ts';
import type { Taps } from './taps.ts';
import type { WatchedWorker } from './watched-worker.ts';

/** What the supervisor lets the control socket know of an instance. */
export interface WatchedInstance {
  readonly info: InstanceInfo;
  readonly workers: readonly WatchedWorker[];
  stats(): InstanceStats | undefined;
  /** Settles when all its Workers run the new code, or do not. @throws why it cannot be begun: the old code goes on. */
  reload(): Promise<ReloadOutcome>;
}

/** At a time, of one client. */
const MOST_SUBSCRIPTIONS = 32;
const MOST_PATTERNS = 100;

interface Subscription {
  end(): void;
  drained?(): void;
}

const refused = (why: string): Error => createError('FLB_NODE_E_CONTROL_REQUEST', why);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MOST_PATTERNS && value.every((each) => typeof each === 'string');

/** Ends with its connection. */
export class Session {
  readonly #instances: () => readonly WatchedInstance[];
  readonly #taps: Taps;
  readonly #connection: Connection;
  readonly #subscriptions = new Map<number, Subscription>();

  constructor(socket: Socket, instances: () => readonly WatchedInstance[], taps: Taps, onClose: (session: Session) => void) {
    this.#instances = instances;
    this.#taps = taps;
    this.#connection = new Connection(socket, {
      onLine: (line) => this.#take(line),
      onDrain: () => this.#subscriptions.forEach((each) => each.drained?.()),
      onClose: () => {
        this.#subscriptions.forEach((each) => each.end());
        this.#subscriptions.clear();
        onClose(this);
      },
    });
    const hello: Hello = { hello: 'fluent-bit-node', version: CONTROL_VERSION, pid: process.pid, node: process.version };
    this.#connection.send(JSON.stringify(hello));
  }

  close(): void {
    this.#connection.close();
  }

  #take(line: string): void {
    let request: Partial<ControlRequest> = {};
    try {
      request = Object(JSON.parse(line)) as Partial<ControlRequest>;
      if (!Number.isSafeInteger(request.id)) throw refused('a request has a whole number as its id');
      this.#answer(request as ControlRequest);
    } catch (error) {
      this.#fail(request.id ?? 0, error instanceof SyntaxError ? refused('a line is one JSON object') : error);
    }
  }

  #answer(request: ControlRequest): void {
    const { id } = request;
    switch (request.request) {
      case 'instances':
        return this.#send({ id, instances: this.#instances().map(({ info }) => info) });
      case 'stats':
        return this.#sendStats(id, request.every);
      case 'tap':
        return this.#tap(id, request.patterns, request.rate ?? DEFAULT_RATE);
      case 'reload':
        return void this.#reload(id, request.instances).catch((error: unknown) => this.#fail(id, error));
      case 'stop':
        this.#subscriptions.get(request.of)?.end();
        this.#subscriptions.delete(request.of);
        return this.#send({ id, stopped: request.of });
      default:
        throw refused(`there is no request "${String((request as { request?: unknown }).request)}"`);
    }
  }

  #subscribe(id: number, subscription: Subscription): void {
    this.#subscriptions.get(id)?.end();
    this.#subscriptions.set(id, subscription);
  }

  #checkRoom(): void {
    if (this.#subscriptions.size >= MOST_SUBSCRIPTIONS) throw refused(`more than ${MOST_SUBSCRIPTIONS} at a time`);
  }

  #sendStats(id: number, every: number | undefined): void {
    const send = (): void => {
      // Those of a second later say more.
      if (this.#connection.isFull) return;
      this.#send({ id, stats: this.#instances().flatMap((each) => each.stats() ?? []) });
    };
    if (every === undefined) return send();
    if (!(Number.isInteger(every) && every >= SHORTEST_EVERY && every <= 3_600_000)) {
      throw refused(`every is from ${SHORTEST_EVERY} ms to an hour`);
    }
    this.#checkRoom();
    const stopCounting = this.#taps.count();
    const timer = setInterval(send, every).unref();
    this.#subscribe(id, {
      end() {
        clearInterval(timer);
        stopCounting();
      },
    });
    send();
  }

  #tap(id: number, patterns: unknown, rate: unknown): void {
    if (!isTexts(patterns)) throw refused('patterns is a list of texts');
    if (!Number.isInteger(rate) || Number(rate) < 1 || Number(rate) > HIGHEST_RATE) {
      throw refused(`rate is a whole number from 1 to ${HIGHEST_RATE}`);
    }
    this.#checkRoom();
    const globs = patterns.map(globToRegExp);
    const names = this.#instances().map(({ info }) => info.name);
    // Tags are known when events come. A pattern that is no instance's may be a tag's: then all are looked at.
    const named = names.filter((name) => matchesAny(globs, name));
    this.#send({ id, attached: named.length > 0 ? named : names });
    let left = 0;
    const tellLeft = (): void => {
      if (left > 0 && !this.#connection.isFull && this.#connection.send(`{"id":${id},"dropped":${left}}`)) left = 0;
    };
    const sink = ({ text, dropped }: WatchReport): boolean => {
      left += dropped;
      const events = text === '' ? [] : text.split('\n').map((event) => `{"id":${id},"event":${event}}`);
      if (events.length > 0 && !this.#connection.send(events.join('\n'))) left += events.length;
      tellLeft();
      return !this.#connection.isFull;
    };
    const tap = this.#taps.open(patterns, Number(rate), sink);
    const drained = (): void => {
      // It may have been the last that came.
      tellLeft();
      this.#taps.drained(tap.id);
    };
    this.#subscribe(id, { end: () => tap.close(), drained });
  }

  async #reload(id: number, names: unknown): Promise<void> {
    if (names !== undefined && !isTexts(names)) throw refused('instances is a list of names');
    const wanted = this.#instances().filter(({ info }) => names?.includes(info.name) ?? info.reloadable);
    if (wanted.length === 0) throw createError('FLB_NODE_E_NOT_RELOADABLE', names?.join(', ') ?? 'nothing', 'no such instance');
    this.#send({ id, reloaded: await Promise.all(wanted.map((each) => each.reload())) });
  }

  #fail(id: number, error: unknown): void {
    const { code, message, fix } = FluentBitNodeError.is(error) ? error : refused(String(error)) as FluentBitNodeError;
    this.#send({ id, error: { code, message, fix } });
  }

  #send(reply: ControlReply): void {
    this.#connection.send(JSON.stringify(reply));
  }
}
