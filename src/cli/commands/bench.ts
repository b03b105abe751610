import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node bench', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('bench is still to be written');
    });
  },
};
