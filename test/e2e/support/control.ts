/** The control socket of a running host. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ControlClient } from '../../../src/cli/control/client.ts';
import type { TapEvent } from '../../../src/control/protocol.ts';
import type { Running } from './process.ts';

/** Where it is, with this folder as `XDG_RUNTIME_DIR`. */
export const socketOf = (running: Running, folder: string): string => join(folder, 'fluent-bit-node', `${running.pid}.sock`);

/** Connects once it is there. */
export async function controlOf(running: Running, folder: string): Promise<ControlClient> {
  const path = socketOf(running, folder);
  await running.until('a control socket', () => existsSync(path));
  return ControlClient.open(path);
}

/** What a tap has brought so far. */
export interface Tapped {
  attached: readonly string[];
  events: TapEvent[];
  dropped: number;
}

export function tap(client: ControlClient, patterns: readonly string[], rate?: number): Tapped {
  const tapped: Tapped = { attached: [], events: [], dropped: 0 };
  client.subscribe({ request: 'tap', patterns, ...(rate === undefined ? {} : { rate }) }, (reply) => {
    if (reply instanceof Error) return;
    if ('attached' in reply) tapped.attached = reply.attached;
    if ('event' in reply) tapped.events.push(reply.event);
    if ('dropped' in reply) tapped.dropped += reply.dropped;
  });
  return tapped;
}
