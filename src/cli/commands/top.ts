import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node top', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('top is still to be written');
    });
  },
};
