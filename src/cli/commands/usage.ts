import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node usage', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('usage is still to be written');
    });
  },
};
