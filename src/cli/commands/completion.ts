/**
 * `flb-node completion`.
 *
 * @module
 */
import { Argument } from 'commander';
import type { CliCommand } from '../command.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { wordsOf } from '../completion/words.ts';
import { zshScript } from '../completion/zsh.ts';
import { buildProgram } from '../program.ts';
import { print } from '../terminal.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof SCRIPTS;

export const command: CliCommand = {
  examples: [
    { command: 'source <(flb-node completion bash)', what: 'in ~/.bashrc' },
    { command: 'source <(flb-node completion zsh)', what: 'in ~/.zshrc, after compinit' },
    { command: 'flb-node completion fish | source', what: 'in ~/.config/fish/config.fish' },
  ],
  define(command) {
    command
      .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
      .action(async (shell: Shell) => print(SCRIPTS[shell](wordsOf(await buildProgram()))));
  },
};
