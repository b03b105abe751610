/**
 * The command line: from arguments to one command.
 *
 * @module
 */
import { Command, CommanderError } from 'commander';
import { FluentBitNodeError } from '../errors.ts';
import { Exit, finish, type CliCommand } from './command.ts';
import { commands } from './commands.ts';
import { VERSION } from './package-root.ts';
import { errColors, say } from './terminal.ts';

/**
 * Runs it. Never throws: what goes wrong is printed, and is the process' exit code.
 *
 * @param args - those after `flb-node`.
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    // Also in `flb-node help create`.
    const wanted = args.find((arg) => commands.some(({ name }) => name === arg)) ?? '';
    const program = await buildProgram(wanted);
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    report(error);
  }
}

/** @param wanted - the one command to load. The others stand there with their summaries. @default all */
export async function buildProgram(wanted?: string): Promise<Command> {
  const program = new Command('flb-node')
    .description('Write Fluent Bit plugins in TypeScript.')
    .version(VERSION, '-V, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('(flb-node --help lists the commands)')
    .exitOverride();
  program.addHelpText('before', examplesText(EXAMPLES));
  for (const entry of commands) {
    const command = program.command(entry.name).description(entry.summary);
    if (wanted !== undefined && entry.name !== wanted) continue;
    const loaded = (await entry.load()).command;
    command.addHelpText('before', examplesText(loaded.examples));
    command.showHelpAfterError(`(flb-node ${entry.name} --help shows how)`);
    loaded.define(command);
  }
  return program;
}

const EXAMPLES: CliCommand['examples'] = [
  { command: 'npx fluent-bit-node create my-plugin --type input', what: 'a new plugin, with a test' },
  { command: 'npx flb-node run plugin.ts --limit 3', what: 'three records of it, in plain Node' },
  { command: 'npx flb-node build --prebuilt', what: 'the .so for Fluent Bit, without a compiler' },
];

function examplesText(examples: CliCommand['examples']): string {
  const width = Math.max(...examples.map(({ command }) => command.length));
  return `Examples:\n${examples.map(({ command, what }) => `  ${command.padEnd(width)}  # ${what}`).join('\n')}\n`;
}

function report(error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander has printed it.
    finish(error.exitCode === 0 ? Exit.ok : Exit.usage);
    return;
  }
  if (!FluentBitNodeError.is(error)) {
    say(error instanceof Error ? (error.stack ?? String(error)) : String(error));
    finish(Exit.findings);
    return;
  }
  say(`${errColors.red(error.code)}: ${error.message}\n  ${errColors.bold('fix:')} ${error.fix}`);
  finish(error.code === 'FLB_NODE_E_USAGE' ? Exit.usage : Exit.findings);
}
