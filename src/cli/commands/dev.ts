import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node dev', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('dev is still to be written');
    });
  },
};
