/**
 * What can be completed, out of the commands' own definitions.
 *
 * @module
 */
import type { Command } from 'commander';

export interface OptionWords {
  /** `-t` and `--type`, or one of them. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** Its values, where they are few; else a file may be meant. */
  readonly choices: readonly string[];
}

export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Of its first argument, where they are few; else a file is meant. */
  readonly choices: readonly string[];
}

/** @param program - with all of its commands loaded. */
export const wordsOf = (program: Command): CommandWords[] =>
  program.commands.map((command) => ({
    name: command.name(),
    summary: command.description(),
    options: command.createHelp().visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  }));
