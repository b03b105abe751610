/**
 * What a plugin leaves behind in its thread.
 *
 * @module
 */
import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { callerOf } from '../caller.ts';

/** Resources that hold something open until they are closed, and how they are called by people. */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPSERVERWRAP: 'a server',
  PIPESERVERWRAP: 'a server',
  UDPWRAP: 'a UDP socket',
  FSEVENTWRAP: 'a file watcher',
  STATWATCHER: 'a file watcher',
  PROCESSWRAP: 'a child process',
  SIGNALWRAP: 'a signal handler',
  WORKER: 'a Worker',
};

/** Something that is still open. */
export interface OpenResource {
  /** For people: `a timer`. */
  readonly what: string;
  readonly isTimer: boolean;
  /** Where it was made. */
  readonly from: string;
}

/** Timers that are not the plugin's: those of fetch, which keep its connections open for a while, and this kit's. */
const OTHERS = /node:internal\/deps\/undici|[\\/]testing[\\/]real-time\.[jt]s/;

/** What was seen during a piece of work. */
export class Observed {
  readonly rejections: unknown[] = [];
  readonly #open = new Map<number, OpenResource>();
  readonly #listeners = countListeners();

  /** @internal */
  opened(id: number, type: string): void {
    const what = KINDS[type];
    if (what === undefined) return;
    const stack = new Error().stack ?? '';
    const isTimer = type === 'Timeout';
    if (isTimer && OTHERS.test(stack)) return;
    const from = callerOf(stack);
    // A server may be opened when Node has looked up its host; a timer without a place is Node's own.
    if (isTimer && from === undefined) return;
    this.#open.set(id, { what, isTimer, from: from ?? 'a call that Node put off' });
  }

  /** @internal */
  closed(id: number): void {
    this.#open.delete(id);
  }

  /** What is open now. */
  get open(): readonly OpenResource[] {
    return [...this.#open.values()];
  }

  /** Events of `process` that have more listeners than before. */
  get addedListeners(): string[] {
    const now = countListeners();
    return [...now].filter(([name, count]) => count > (this.#listeners.get(name) ?? 0)).map(([name]) => String(name));
  }
}

const countListeners = (): Map<string | symbol, number> =>
  new Map(process.eventNames().map((name) => [name, process.listenerCount(name as 'exit')]));

const current = new AsyncLocalStorage<Observed>();

/** Does some work and looks at what comes of it. A test runner's handlers of unhandled rejections are out meanwhile. */
export async function observe<T>(work: (observed: Observed) => Promise<T>): Promise<T> {
  const handlers = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const keep = (reason: unknown): void => void observed.rejections.push(reason);
  process.on('unhandledRejection', keep);
  // With that one in, which is no plugin's.
  const observed = new Observed();
  const hook = createHook({
    init(id, type) {
      if (type in KINDS) current.getStore()?.opened(id, type);
    },
    destroy: (id) => observed.closed(id),
  }).enable();
  try {
    return await current.run(observed, () => work(observed));
  } finally {
    hook.disable();
    process.removeListener('unhandledRejection', keep);
    for (const handler of handlers) process.on('unhandledRejection', handler);
  }
}
