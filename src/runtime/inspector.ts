/**
 * Node's inspector in the supervisor's environment. A debugger that is attached to it reaches every Worker.
 *
 * @module
 */
import inspector from 'node:inspector';
import { type InspectAddress, isLoopback } from '../config/inspect.ts';
import type { Settings } from '../config/settings.ts';
import { createError } from '../errors.ts';

const textOf = ({ host, port }: InspectAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

let opened: string | undefined;

/**
 * Opens it as an instance asks.
 *
 * @param isThere - was Node started with an inspector? That is decided by the first instance of the process.
 * @returns where it listens now; `undefined` when it did before.
 * @throws `FLB_NODE_E_INSPECT_REMOTE`, `FLB_NODE_E_INSPECT`
 */
export function openInspector(
  address: InspectAddress,
  { inspectRemote }: Pick<Settings, 'inspectRemote'>,
  isThere: boolean,
): string | undefined {
  const text = textOf(address);
  if (!isLoopback(address) && !inspectRemote) throw createError('FLB_NODE_E_INSPECT_REMOTE', text);
  if (!isThere) throw createError('FLB_NODE_E_INSPECT', text, 'Node was started without an inspector');
  if (opened !== undefined && opened !== text) {
    throw createError('FLB_NODE_E_INSPECT', text, `the inspector listens at ${opened} already`);
  }
  if (opened === text) return undefined;
  inspector.open(address.port, address.host);
  const url = inspector.url();
  // Node prints why on stderr and throws nothing.
  if (url === undefined) throw createError('FLB_NODE_E_INSPECT', text, 'it cannot listen there, see stderr');
  opened = text;
  return url;
}

/** Closes it and its connections. */
export function closeInspector(): void {
  if (opened !== undefined) inspector.close();
  opened = undefined;
}
