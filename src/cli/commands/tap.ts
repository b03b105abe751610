/**
 * `flb-node tap`.
 *
 * @module
 */
import { DEFAULT_RATE } from '../../control/protocol.ts';
import { usageError, type CliCommand } from '../command.ts';
import { connectTo, type SocketOptions, timeOption, withSocketOptions } from '../control/find-socket.ts';
import { tap, type TapLimits } from '../control/tap.ts';

const count = (name: string) => (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageError(`${name} takes a whole number from 1, not "${text}"`);
  return Number(text);
};

export const command: CliCommand = {
  examples: [
    { command: 'flb-node tap', what: 'all events of all instances that have node.control' },
    { command: "flb-node tap 'out-*' --limit 5", what: 'five events of instances with such a name' },
    { command: "flb-node tap 'kube.*' --duration 10s | jq .record", what: 'those with such a tag, for ten seconds' },
  ],
  define(command) {
    withSocketOptions(command)
      .argument('[globs...]', "names of instances, or tags: * is any text, ? any letter (default: '*')")
      .option('--limit <events>', 'end after so many events', count('--limit'))
      .option('--duration <time>', 'end after so long, as in 10s', timeOption('--duration', 1))
      .option('--rate <events>', `events a second of one Worker; more are dropped, and counted (default: ${DEFAULT_RATE})`, count('--rate'))
      .option('--json', 'JSON lines, which it prints anyway')
      .action(async (globs: string[], options: SocketOptions & TapLimits) => {
        await tap(await connectTo(options), globs.length > 0 ? globs : ['*'], options);
      });
  },
};
