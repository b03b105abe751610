/**
 * `flb-node bench`: records a second, CPU, memory and waits of a plugin in a real pipeline.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander';
import { reportText } from '../bench/report.ts';
import { measure, whyFailed } from '../bench/run.ts';
import { Exit, finish, type CliCommand, usageError } from '../command.ts';
import { findHost } from '../dev/host.ts';
import { onPath } from '../doctor/programs.ts';
import { needPlatformFile, platformFile } from '../platform.ts';
import { findEntry } from '../plugin-file.ts';
import { parsePairs } from '../section.ts';
import { print, printJson, say } from '../terminal.ts';

interface Options {
  readonly rounds: number;
  readonly duration: number;
  readonly rate?: number;
  readonly input?: string;
  readonly config?: string;
  readonly fluentBit?: string;
  readonly host?: boolean;
  readonly json?: boolean;
}

export const command: CliCommand = {
  examples: [
    { command: 'npx flb-node bench plugin.ts', what: 'three rounds of five seconds, beside what Fluent Bit does by itself' },
    { command: 'npx flb-node bench plugin.ts --input sample.ndjson', what: 'with your own records' },
    { command: 'npx flb-node bench plugin.ts url=http://127.0.0.1:9/ --rate 1000', what: 'with settings, fed slowly' },
  ],
  define(command) {
    command
      .argument('<plugin>', "the plugin's source file")
      .argument('[settings...]', 'lines of its section, as key=value')
      .option('-c, --config <file>', 'a configuration of Fluent Bit, for the settings of its section of this plugin')
      .option('--rounds <number>', 'how often each pipeline runs', positive, 3)
      .option('--duration <seconds>', 'how long each round measures, after a start of some seconds', positive, 5)
      .option('--input <file>', 'records that feed an output or filter, one JSON object a line (default: a generated log line)')
      .option('--rate <records>', 'records a second of what feeds it, and of the peer of an input (default: as many as it can)', positive)
      .option('--fluent-bit <path>', 'the executable (default: FLUENT_BIT, else the one on PATH, else flb-node-host)')
      .option('--host', 'in flb-node-host, also where there is a Fluent Bit')
      .option('--json', 'everything, with all runs')
      .action(bench);
  },
};

async function bench(plugin: string, settings: readonly string[], options: Options): Promise<void> {
  const { rounds, duration, rate, input, json } = options;
  const config = options.config && findEntry(options.config);
  const section = parsePairs(settings);
  const report = await measure({ entry: findEntry(plugin), config, section, ...hostOf(options), rounds, seconds: duration, input, rate }, say);
  if (json) printJson(report);
  else print(reportText(report));
  const why = whyFailed(report);
  if (why === undefined) return;
  say(`${report.plugin.name} was not measured: ${why}`);
  finish(Exit.findings);
}

const OWN_HOST = 'bin/flb-node-host';

function hostOf({ fluentBit, host }: Options): { host: string; real: boolean } {
  const found = host ? needPlatformFile(OWN_HOST) : fluentBit === undefined ? findHost() : onPath(fluentBit, process.env);
  if (found === undefined) throw usageError(`${fluentBit} is no program`);
  return { host: found, real: found !== platformFile(OWN_HOST) };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('a number greater than 0 is expected.');
  return value;
}
