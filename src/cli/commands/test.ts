import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node test', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('test is still to be written');
    });
  },
};
