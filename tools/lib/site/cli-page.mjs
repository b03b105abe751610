// The reference of the command: a page out of the definitions that `flb-node` itself works with.

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');

/** What `--help` shows before (or after) its own text. */
function helpText(command, position) {
  let text = '';
  command.emit(`${position}Help`, { command, error: false, write: (part) => (text += part) });
  return text.trim();
}

/** What each is for stands above it: beside it, a page is too narrow. */
const examplesOf = (command) => helpText(command, 'before').replace(/^Examples:\n/, '').replaceAll(/^ *(.*?) +# (.*)$/gm, '# $2\n$1');

function describeDefault({ defaultValue, defaultValueDescription, negate }) {
  if (defaultValueDescription !== undefined) return cell(defaultValueDescription);
  if (negate || [undefined, false, Infinity].includes(defaultValue)) return '';
  return Array.isArray(defaultValue) && defaultValue.length === 0 ? '' : `\`${defaultValue}\``;
}

function describe(command) {
  const parts = [`## flb-node ${command.name()}\n`, `${capitalized(command.description())}.\n`];
  const examples = examplesOf(command);
  if (examples) parts.push(`\`\`\`sh\n${examples}\n\`\`\`\n`);
  parts.push(`\`\`\`text\nflb-node ${command.name()} ${command.usage()}\n\`\`\`\n`);
  const inputs = command.registeredArguments.map((argument) => [`\`${nameOf(argument)}\``, cell(argument.description), describeDefault(argument)]);
  if (inputs.length > 0) parts.push(table(['argument', 'what', 'default'], inputs));
  const options = command.options.filter(({ hidden }) => !hidden);
  const rows = options.map((option) => [`\`${option.flags}\``, cell(option.description) + choices(option), describeDefault(option)]);
  if (rows.length > 0) parts.push(table(['option', 'what', 'default'], rows));
  const notes = helpText(command, 'after');
  if (notes) parts.push(`\`\`\`text\n${notes}\n\`\`\`\n`);
  return parts.join('\n');
}

const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const nameOf = (argument) => {
  const text = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${text}>` : `[${text}]`;
};
const choices = ({ argChoices }) => (argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}` : '');

const INTRODUCTION = `# The flb-node command

<!-- Written by \`npm run docs\` from the definitions in src/cli/commands. -->

It comes with the package: \`npx flb-node\` in a plugin's folder, \`npx fluent-bit-node\` elsewhere.

- Data goes to standard output, words to standard error. \`--json\` makes a listing JSON.
- Exit status 0: done. 1: done, and something was found wrong. 2: the command was not understood.
- \`NO_COLOR\` takes colours away, \`FORCE_COLOR\` forces them.
- What takes longer than a second says so.
`;

/** @param {import('commander').Command} program - with all commands loaded */
export function cliPage(program) {
  const overview = program.commands.map((command) => [`[${command.name()}](#flb-node-${command.name()})`, cell(command.description())]);
  const first = `${INTRODUCTION}\n\`\`\`sh\n${examplesOf(program)}\n\`\`\`\n\n${table(['command', ''], overview)}`;
  return [first, ...program.commands.map(describe)].join('\n');
}
