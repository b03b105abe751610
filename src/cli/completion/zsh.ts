/**
 * Completion for zsh.
 *
 * @module
 */
import type { CommandWords, OptionWords } from './words.ts';

/** Works in a file `_flb-node` of `fpath`, and when it is evaluated after `compinit`. */
export function zshScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
  const arms = commands.map((command) => {
    const words = command.choices.length > 0 ? `1:value:(${command.choices.join(' ')})` : '*:file:_files';
    const specs = [...command.options.map(optionSpec), quote(words)];
    return `    ${command.name})\n      _arguments -s \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')} ;;`;
  });
  return `#compdef flb-node
_flb_node() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${arms.join('\n')}
  esac
}
if [[ $funcstack[1] == _flb_node || $funcstack[1] == _flb-node ]]; then
  _flb_node "$@"
else
  compdef _flb_node flb-node
fi`;
}

function optionSpec({ flags, description, takesValue, choices }: OptionWords): string {
  const text = `[${description.replace(/[\\[\]:]/g, '\\$&')}]`;
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : '';
  if (flags.length === 1) return quote(`${flags[0]}${text}${value}`);
  return `'(${flags.join(' ')})'{${flags.join(',')}}${quote(text + value)}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
