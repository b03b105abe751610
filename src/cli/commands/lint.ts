import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node lint', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('lint is still to be written');
    });
  },
};
