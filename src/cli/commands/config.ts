/**
 * `flb-node config`.
 *
 * @module
 */
import { Option } from 'commander';
import type { CliCommand } from '../command.ts';
import { renderClassic, renderYaml } from '../config/render.ts';
import { sampleOf } from '../config/sample.ts';
import { pluginOptions } from '../options/options.ts';
import { loadPlugin } from '../plugin-file.ts';
import { print, say } from '../terminal.ts';

interface Options {
  format: 'yaml' | 'classic';
  all?: boolean;
}

export const command: CliCommand = {
  examples: [
    { command: 'flb-node config plugin.ts > fluent-bit.yaml', what: 'a pipeline with it, its defaults in comments' },
    { command: 'flb-node config plugin.ts --format classic --all', what: "the older format, with the runtime's settings" },
  ],
  define(command) {
    command
      .argument('<plugin>', 'the TypeScript file')
      .addOption(new Option('-f, --format <format>', 'of Fluent Bit').choices(['yaml', 'classic']).default('yaml'))
      .option('-a, --all', "also the runtime's node.* settings")
      .action(config);
  },
};

async function config(file: string, { format, all }: Options): Promise<void> {
  const plugin = await loadPlugin(file);
  if (pluginOptions(plugin) === undefined) say(`${plugin.name}: the library of its schema does not tell its options`);
  const sample = await sampleOf(plugin, all);
  for (const name of sample.open) say(`${name} is required, and no example of it was found: fill it in`);
  print((format === 'yaml' ? renderYaml : renderClassic)(sample));
}
