import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node completion', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('completion is still to be written');
    });
  },
};
