import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node doctor', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('doctor is still to be written');
    });
  },
};
