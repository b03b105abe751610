/**
 * `node.inspect`. Without `node:net`, which every Worker would load for a setting that hardly any has.
 *
 * @module
 */

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
  // Node would look a name up itself, and listen to whatever came.
  const isAddress = bracketed === undefined ? IPV4.test(host) : canonicalIpv6(host) !== undefined;
  return isAddress ? { host, port } : undefined;
}

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^(?:${BYTE}\\.){3}${BYTE}$`);

/** In the one way of writing it that the URL standard has; `undefined` for another text. */
function canonicalIpv6(host: string): string | undefined {
  // A zone (`fe80::1%eth0`) is no part of a URL.
  const [address, zone] = host.split('%', 2);
  if (zone === '' || !/^[\da-f:.]+$/i.test(address ?? '')) return undefined;
  try {
    return new URL(`http://[${address}]`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** Can only this machine reach it? */
export function isLoopback({ host }: InspectAddress): boolean {
  if (IPV4.test(host)) return host.startsWith('127.');
  const address = canonicalIpv6(host);
  // The last is 127.0.0.0/8, mapped.
  return address === '::1' || /^::ffff:7f[\da-f]{2}:[\da-f]+$/.test(address ?? '');
}
