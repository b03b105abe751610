/**
 * Tells when a Worker's event loop no longer turns.
 *
 * @module
 */
import { clearInterval, setInterval } from 'node:timers';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Questions within the limit: a process that was stopped for an hour misses one, not all. */
const BEATS = 5;

/** The supervisor's side: asks now and then, and counts the questions without an answer. */
export class Heartbeat {
  /** For {@link answerHeartbeat}: to be transferred to the Worker. */
  readonly remotePort: MessagePort;
  readonly #port: MessagePort;
  readonly #timer: NodeJS.Timeout;
  #started = false;
  #answered = false;
  #missed = 0;

  /**
   * @param limit - milliseconds that the loop may be blocked, from the Worker's first sign on; it is noticed within a
   * fifth more.
   * @param onBlocked - called once; this then asks no more.
   */
  constructor(limit: number, onBlocked: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.remotePort = port2;
    port1.on('message', () => {
      this.#started = this.#answered = true;
    });
    // Alone it must not keep the supervisor alive.
    port1.unref();
    this.#timer = setInterval(() => {
      // How long Node itself takes to start a Worker is the business of node.init_timeout.
      if (!this.#started) return;
      this.#missed = this.#answered ? 0 : this.#missed + 1;
      if (this.#missed >= BEATS) {
        this.stop();
        onBlocked();
      } else if (this.#answered) {
        this.#answered = false;
        port1.postMessage(0);
      }
    }, limit / BEATS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#port.close();
  }
}

/** The Worker's side; also its first sign. */
export function answerHeartbeat(port: MessagePort): void {
  port.on('message', () => port.postMessage(0));
  port.unref();
  port.postMessage(0);
}
