import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node run', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('run is still to be written');
    });
  },
};
