import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node create', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('create is still to be written');
    });
  },
};
