import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node readme', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('readme is still to be written');
    });
  },
};
