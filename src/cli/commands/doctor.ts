/**
 * `flb-node doctor`: what this machine has of what plugins need.
 *
 * @module
 */
import { Exit, finish, type CliCommand } from '../command.ts';
import { reportRows, reportText } from '../doctor/report.ts';
import { examine } from '../doctor/run.ts';
import { findEntry } from '../plugin-file.ts';
import { print, printJson, progress } from '../terminal.ts';

interface Options {
  readonly fluentBit?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export const command: CliCommand = {
  examples: [
    { command: 'npx flb-node doctor', what: 'this machine' },
    { command: 'npx flb-node doctor build/my-plugin.so', what: 'and one plugin' },
    { command: 'npx flb-node doctor -c fluent-bit.yaml', what: 'and the files that it names' },
    { command: 'npx flb-node doctor --fluent-bit /opt/fluent-bit/bin/fluent-bit', what: 'with another Fluent Bit' },
  ],
  define(command) {
    command
      .argument('[plugin]', 'a plugin to look at as well: its .so, or its source')
      .option('--fluent-bit <path>', 'the executable (default: FLUENT_BIT, else the one on PATH)')
      .option('-c, --config <file>', "a configuration: may its files be read, and its folders be written?")
      .option('--json', 'one object a line of the report')
      .action(doctor);
  },
};

async function doctor(plugin: string | undefined, { fluentBit, config, json }: Options): Promise<void> {
  const named = plugin === undefined ? undefined : findEntry(plugin);
  const read = config === undefined ? undefined : findEntry(config);
  const sections = await progress('looking at this machine', examine({ plugin: named, config: read, fluentBit, env: process.env }));
  const rows = reportRows(sections);
  if (json) printJson(rows);
  else print(reportText(sections));
  if (rows.some(({ level }) => level === 'problem')) finish(Exit.findings);
}
