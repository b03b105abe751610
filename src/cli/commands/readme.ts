/**
 * `flb-node readme`.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Exit, finish, usageError, type CliCommand } from '../command.ts';
import { MARKERS, markdownTable, replaceTable } from '../options/markdown.ts';
import { pluginOptions } from '../options/options.ts';
import { findEntry, loadPlugin } from '../plugin-file.ts';
import { print, say } from '../terminal.ts';

export const command: CliCommand = {
  examples: [
    { command: 'flb-node readme plugin.ts', what: 'the options in the README.md beside it' },
    { command: 'flb-node readme plugin.ts docs/options.md --check', what: '1 when they are out of date' },
  ],
  define(command) {
    command
      .argument('<plugin>', 'the TypeScript file')
      .argument('[readme]', 'the file with the markers (default: README.md beside the plugin)')
      .option('--check', 'write nothing, and end with 1 when it is out of date')
      .addHelpText('after', `\nWrites what is between ${MARKERS.begin} and ${MARKERS.end}.`)
      .action(readme);
  },
};

async function readme(file: string, target: string | undefined, { check = false }: { check?: boolean }): Promise<void> {
  const path = target ?? relative(process.cwd(), join(dirname(findEntry(file)), 'README.md'));
  if (!existsSync(path)) throw usageError(`there is no file ${path}`);
  const plugin = await loadPlugin(file);
  const options = pluginOptions(plugin);
  if (options === undefined) throw usageError(`the library of ${plugin.name}'s schema does not tell its options`);
  const before = readFileSync(path, 'utf8');
  const after = replaceTable(before, options.length > 0 ? markdownTable(options) : 'No options.');
  if (after === undefined) throw usageError(`${path} has no lines ${MARKERS.begin} and ${MARKERS.end}`);
  if (after === before) return say(`${path} is up to date`);
  if (!check) {
    writeFileSync(path, after);
    return print(path);
  }
  say(`${path} is out of date: flb-node readme ${file}${target === undefined ? '' : ` ${target}`}`);
  finish(Exit.findings);
}
