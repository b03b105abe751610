/**
 * Events of a running Fluent Bit, on stdout.
 *
 * @module
 */
import { say } from '../terminal.ts';
import type { ControlClient } from './client.ts';

export interface TapLimits {
  /** Events. @default until Ctrl-C */
  readonly limit?: number;
  /** Milliseconds. @default until Ctrl-C */
  readonly duration?: number;
  readonly rate?: number;
}

/** Prints them, one JSON object a line. Resolves at a limit, or at Ctrl-C; closes the connection. */
export async function tap(client: ControlClient, patterns: readonly string[], { limit, duration, rate }: TapLimits): Promise<void> {
  let events = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  let onInterrupt: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const prefix = '"event":';
      client.subscribe({ request: 'tap', patterns, ...(rate === undefined ? {} : { rate }) }, (reply, line) => {
        if (reply instanceof Error) return reject(reply);
        if ('attached' in reply) say(`tapping ${reply.attached.join(', ') || 'nothing yet: no instance has node.control'}`);
        if ('dropped' in reply) dropped += reply.dropped;
        if (!('event' in reply) || events === limit) return;
        // As it came: a large integer would not survive JSON.parse.
        const isTaken = process.stdout.write(`${line.slice(line.indexOf(prefix) + prefix.length, -1)}\n`);
        events += 1;
        if (events === limit) return resolve();
        if (isTaken) return;
        client.pause();
        process.stdout.once('drain', () => client.resume());
      });
      onInterrupt = resolve;
      process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
      if (duration !== undefined) timer = setTimeout(resolve, duration);
    });
  } finally {
    clearTimeout(timer);
    if (onInterrupt) process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    client.close();
    say(`${events} events${dropped > 0 ? `, ${dropped} dropped: name fewer, or raise --rate` : ''}`);
  }
}
