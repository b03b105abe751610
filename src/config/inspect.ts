/**
 * `node.inspect`.
 *
 * @module
 */
import { net } from '../lazy.ts';

/** Where the inspector listens. */
export interface InspectAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:9229` or `[::1]:9229`; `null` for an empty text, `undefined` for a bad one. `localhost` is
 * 127.0.0.1, whatever a resolver makes of it. Port 0 takes a free one.
 */
export function parseInspect(text: string): InspectAddress | null | undefined {
  if (text === '') return null;
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const name = bracketed ?? plain;
  const port = Number(digits);
  if (name === undefined || port > 65_535) return undefined;
  const host = name.toLowerCase() === 'localhost' ? '127.0.0.1' : name;
  const family = net().isIP(host);
  // Node would look a name up itself, and listen to whatever came.
  return family === (bracketed === undefined ? 4 : 6) ? { host, port } : undefined;
}

/** Can only this machine reach it? */
export function isLoopback({ host }: InspectAddress): boolean {
  const { BlockList, isIP } = net();
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
