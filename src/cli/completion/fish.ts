/**
 * Completion for fish.
 *
 * @module
 */
import type { CommandWords, OptionWords } from './words.ts';

/** File names are completed where no words are given. */
export function fishScript(commands: readonly CommandWords[]): string {
  const first = commands.map(
    ({ name, summary }) => `complete -c flb-node -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
  );
  const rest = commands.flatMap(({ name, options, choices }) => [
    ...options.map((option) => `complete -c flb-node -n '__fish_seen_subcommand_from ${name}' ${optionWords(option)}`),
    ...(choices.length > 0
      ? [`complete -c flb-node -f -n '__fish_seen_subcommand_from ${name}' -a ${quote(choices.join(' '))}`]
      : []),
  ]);
  return ['# flb-node completion fish', ...first, ...rest].join('\n');
}

function optionWords({ flags, description, takesValue, choices }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? [`-x -a ${quote(choices.join(' '))}`] : takesValue ? ['-r'] : [];
  return [...names, ...value, `-d ${quote(description)}`].join(' ');
}

/** In fish a quoted text has two escapes. */
const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
