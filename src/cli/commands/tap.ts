import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node tap', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('tap is still to be written');
    });
  },
};
