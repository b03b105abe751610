/**
 * `flb-node dev`.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { usageError, type CliCommand } from '../command.ts';
import { DevSession, settingsOf } from '../dev/session.ts';
import { findEntry } from '../plugin-file.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export const command: CliCommand = {
  examples: [
    { command: 'flb-node dev plugin.ts', what: 'in a pipeline of its own; each save reloads it' },
    { command: 'flb-node dev plugin.ts interval=2s', what: 'with a setting' },
    { command: 'flb-node dev plugin.ts -c fluent-bit.yaml', what: 'in your pipeline' },
  ],
  define(command) {
    command
      .argument('<plugin>', 'its source file')
      .argument('[settings...]', 'key=value of its section, without -c')
      .option('-c, --config <file>', 'the configuration to run, YAML or classic')
      .option('--no-restart', 'say when Fluent Bit has to be started again, and do not')
      .addHelpText('after', NOTES)
      .action(async (file: string, texts: string[], { config, restart }: { config?: string; restart: boolean }) => {
        if (config !== undefined && !existsSync(config)) throw usageError(`there is no file ${config}`);
        if (config !== undefined && texts.length > 0) throw usageError('with -c, settings go into the configuration');
        const session = new DevSession({
          entry: findEntry(file),
          config: config === undefined ? undefined : resolve(config),
          settings: settingsOf(texts),
          restart,
        });
        const interrupted = new Promise<void>((resolve) => {
          let times = 0;
          const onSignal = (): void => {
            times += 1;
            if (times > 1) session.kill();
            resolve();
          };
          for (const signal of SIGNALS) process.on(signal, onSignal);
        });
        try {
          await Promise.race([session.start(), interrupted]);
          await interrupted;
        } finally {
          await session.end();
        }
      });
  },
};

const NOTES = `
It runs FLUENT_BIT, the fluent-bit on PATH, or flb-node-host. The process stays while the plugin is reloaded: collect
and flush are cancelled as at the end, accepted records are kept. A second Ctrl-C ends Fluent Bit at once.`;
