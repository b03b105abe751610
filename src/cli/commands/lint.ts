/**
 * `flb-node lint`.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { Exit, finish, usageError, type CliCommand } from '../command.ts';
import { checkDocument } from '../lint/check.ts';
import { readClassic } from '../lint/classic.ts';
import { readYaml } from '../lint/yaml.ts';
import { loadPlugin } from '../plugin-file.ts';
import { outColors, print, printJson, say } from '../terminal.ts';

export const command: CliCommand = {
  examples: [
    { command: 'flb-node lint plugin.ts fluent-bit.yaml', what: 'what is wrong in the sections of the plugin' },
    { command: 'flb-node lint plugin.ts fluent-bit.conf --json', what: 'the same of the older format, as JSON' },
  ],
  define(command) {
    command
      .argument('<plugin>', 'the TypeScript file')
      .argument('<conf>', 'the configuration: .yaml, .yml, or the classic format')
      .option('--json', 'as JSON')
      .action(lint);
  },
};

async function lint(file: string, conf: string, { json }: { json?: boolean }): Promise<void> {
  if (!existsSync(conf)) throw usageError(`there is no file ${conf}`);
  const plugin = await loadPlugin(file);
  // As Fluent Bit decides it.
  const document = /\.ya?ml$/.test(conf) ? readYaml(conf) : readClassic(conf);
  const report = await checkDocument(plugin, document, conf);
  const { sections, findings, notes } = report;
  if (findings.length > 0) finish(Exit.findings);
  if (json) return printJson(report);
  for (const note of notes) say(`${note.file}:${note.line}:${note.column}: note: ${note.message}`);
  for (const { file: at, line, column, message, code } of findings) {
    print(`${outColors.bold(`${at}:${line}:${column}:`)} ${message} ${outColors.dim(`[${code}]`)}`);
  }
  if (findings.length === 0) say(`${conf}: nothing wrong in ${sections === 1 ? 'the section' : `${sections} sections`} of ${plugin.name}`);
}
