import { fileURLToPath } from 'node:url';
import { Measured } from '../../lib/process.mjs';

const CLIENT = fileURLToPath(new URL('client.mjs', import.meta.url));

/** Starts the client that sends to the port of the context. */
export const forwardClient = ({ port }, codec, ...rest) =>
  new Measured(process.execPath, [CLIENT, String(port), codec, ...rest.map(String)]);
