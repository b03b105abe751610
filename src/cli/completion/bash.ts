/**
 * Completion for bash.
 *
 * @module
 */
import type { CommandWords } from './words.ts';

/** Where no words are set, readline completes file names. */
export function bashScript(commands: readonly CommandWords[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => arm(flags.map((flag) => `'${name} ${flag}'`).join('|'), choices.join(' '))),
  );
  const options = commands.map((command) => arm(command.name, command.options.flatMap(({ flags }) => flags).join(' ')));
  const first = commands.filter(({ choices }) => choices.length > 0).map(({ name, choices }) => arm(name, choices.join(' ')));
  const names = commands.map(({ name }) => name).join(' ');
  return `# flb-node completion bash
_flb_node() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words= word
  if ((COMP_CWORD == 1)); then
    words='${names} --help --version'
  else
    case "$command $prev" in
${indent(values, 6)}
      *) case "$cur" in
        -*) case "$command" in
${indent(options, 10)}
        esac ;;
        *) case "$command" in
${indent(first, 10)}
        esac ;;
      esac ;;
    esac
  fi
  COMPREPLY=()
  if [[ -n $words ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$cur")
  fi
}
complete -o bashdefault -o default -F _flb_node flb-node`;
}

const arm = (pattern: string, words: string): string => `${pattern}) words='${words}' ;;`;
const indent = (lines: readonly string[], by: number): string => lines.map((line) => ' '.repeat(by) + line).join('\n');
