import { usageError, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  examples: [{ command: 'flb-node build', what: 'to be written' }],
  define(command) {
    command.action(() => {
      throw usageError('build is still to be written');
    });
  },
};
