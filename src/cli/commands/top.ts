/**
 * `flb-node top`.
 *
 * @module
 */
import { SHORTEST_EVERY } from '../../control/protocol.ts';
import type { CliCommand } from '../command.ts';
import { connectTo, type SocketOptions, timeOption, withSocketOptions } from '../control/find-socket.ts';
import { showOnce, showScreen, type TopOptions, streamJson } from '../top/top.ts';

export const command: CliCommand = {
  examples: [
    { command: 'flb-node top', what: 'a live table; q ends it' },
    { command: 'flb-node top --once', what: 'the table, once' },
    { command: 'flb-node top --json --interval 10s', what: 'one line of JSON per instance, every ten seconds' },
  ],
  define(command) {
    withSocketOptions(command)
      .option('--interval <time>', 'between two readings', timeOption('--interval', SHORTEST_EVERY), 1000)
      .option('--once', 'one table, of one interval; also when stdout is no terminal')
      .option('--json', 'JSON lines instead of a table')
      .addHelpText('after', NOTES)
      .action(async (options: SocketOptions & TopOptions & { once?: boolean; json?: boolean }) => {
        const client = await connectTo(options);
        try {
          if (options.json && !options.once) await streamJson(client, options);
          else if (options.once || options.json || !process.stdout.isTTY) await showOnce(client, options);
          else await showScreen(client, options);
        } finally {
          client.close();
        }
      });
  },
};

const NOTES = `
Numbers are the runtime's own (docs/metrics.md). records/s: written by an input, come to an output or filter. p50 and p99:
how long Fluent Bit waited for flush or filter, out of the histogram of the last ten readings, or of all time when nothing
came. loop: how late the event loop is.`;
