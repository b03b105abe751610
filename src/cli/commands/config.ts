import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node config', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('config is still to be written');
    });
  },
};
