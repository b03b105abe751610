/**
 * `flb-node usage`.
 *
 * @module
 */
import type { CliCommand } from '../command.ts';
import { markdownTable } from '../options/markdown.ts';
import { describeOption, pluginOptions, runtimeOptions, type PluginOption } from '../options/options.ts';
import { loadPlugin } from '../plugin-file.ts';
import { outColors, print, printJson, say, table } from '../terminal.ts';

interface Options {
  all?: boolean;
  json?: boolean;
  markdown?: boolean;
}

export const command: CliCommand = {
  examples: [
    { command: 'flb-node usage plugin.ts', what: 'its options, with types and defaults' },
    { command: 'flb-node usage plugin.ts --all --json', what: "with the runtime's node.* settings, as JSON" },
  ],
  define(command) {
    command
      .argument('<plugin>', 'the TypeScript file')
      .option('-a, --all', "also the runtime's node.* settings")
      .option('--json', 'as JSON')
      .option('--markdown', 'as a table of Markdown')
      .action(usage);
  },
};

async function usage(file: string, { all, json, markdown }: Options): Promise<void> {
  const plugin = await loadPlugin(file);
  const own = pluginOptions(plugin);
  const options = [...(own ?? []), ...(all ? runtimeOptions(plugin) : [])];
  const { name, type, description } = plugin;
  if (own === undefined) say(`${name}: the library of its schema does not tell its options`);
  if (json) return printJson({ name, type, description, options: own === undefined && !all ? null : options });
  if (markdown) return print(markdownTable(options));
  print(`${outColors.bold(name)} (${type}): ${description}`);
  if (options.length > 0) print(`\n${table([HEAD.map(outColors.dim), ...options.map(row)])}`);
  else if (own) print('\nno options');
}

const HEAD = ['OPTION', 'TYPE', 'DEFAULT', 'DESCRIPTION'];

function row(option: PluginOption): string[] {
  const standard = option.required ? outColors.yellow('required') : (option.default ?? '').replaceAll('\n', '\\n');
  return [outColors.bold(option.name), option.type, standard, describeOption(option)];
}
