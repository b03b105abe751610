/**
 * `flb-node run`.
 *
 * @module
 */
import { InvalidArgumentError, Option } from 'commander';
import { Exit, finish, usageError, type CliCommand } from '../command.ts';
import { loadPlugin } from '../plugin-file.ts';
import { Lines } from '../run/input.ts';
import { signalText } from '../run/lines.ts';
import { showMetrics, startSession, untilInterrupted, type SessionOptions } from '../run/session.ts';
import { openSource } from '../run/source.ts';
import { work, type WorkOptions } from '../run/work.ts';
import { parseSection } from '../section.ts';

interface Options extends WorkOptions {
  input?: string;
  limit: number;
  metrics: boolean;
  logLevel: SessionOptions['logLevel'];
}

export const command: CliCommand = {
  examples: [
    { command: 'flb-node run in-dummy.ts foo=baz --limit 3', what: 'three records of an input' },
    { command: 'flb-node run redact.ts mask=# --diff < in.ndjson', what: 'what a filter changes' },
    { command: 'flb-node run out-http.ts url=http://localhost < in.ndjson', what: 'chunks for an output' },
  ],
  define(command) {
    command
      .argument('<plugin>', 'the TypeScript file')
      .argument('[key=value...]', 'its section')
      .option('-i, --input <file>', 'read records from a file (default: stdin)')
      .option('--tag <tag>', 'tag of records that have none', 'run')
      .option('--chunk-size <n>', 'records of a chunk at most', positive, 1000)
      .option('-n, --limit <n>', 'end after so many lines', positive, Infinity)
      .option('--once', 'end after the first records of an input, the first chunk, or the start of a custom plugin', false)
      .option('--envelope', 'lines are { time, tag, metadata, record }, not records alone', false)
      .option('--pretty', 'records over several lines, with colours', false)
      .option('--diff', 'of a filter: what it changed, dropped and added', false)
      .option('--metrics', "show the plugin's metrics at the end", false)
      .addOption(
        new Option('--log-level <level>', "of the plugin's log, on stderr")
          .choices(['off', 'error', 'warn', 'info', 'debug', 'trace'])
          .default('info'),
      )
      .action(run);
  },
};

function positive(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It is no whole number above 0.');
  return Number(text);
}

async function run(file: string, pairs: string[], options: Options): Promise<void> {
  const plugin = await loadPlugin(file);
  if (options.diff && plugin.type !== 'filter') throw usageError(`--diff is for filters, and ${plugin.name} is none`);
  const section = parseSection(pairs, plugin);
  const source = plugin.type === 'output' || plugin.type === 'filter' ? openSource(options.input) : undefined;
  const stop = untilInterrupted();
  const lines = new Lines(options.limit);
  const onSignal = (kind: string, signal: unknown): void => {
    const text = signalText(signal);
    lines.add(options.envelope ? `{"${kind}":${text}}` : text);
  };
  const instance = await startSession(plugin, { section, logLevel: options.logLevel, onSignal });
  const isGood = instance !== undefined && (await work(instance, plugin.type, { ...options, lines, stop, source }));
  source?.close();
  if (instance && options.metrics) await showMetrics(instance);
  if (!isGood) finish(Exit.findings);
  // With what the plugin has left running, as its Worker ends in Fluent Bit.
  process.stdout.write('', () => process.exit());
}
