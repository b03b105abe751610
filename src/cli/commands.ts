/**
 * All commands, in the order in which `flb-node --help` shows them. Each is loaded when it is asked for: help and
 * completion stay fast.
 *
 * @module
 */
import type { CliCommand } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  load(): Promise<{ command: CliCommand }>;
}

export const commands: readonly CommandEntry[] = [
  { name: 'create', summary: 'make a new plugin, with a test', load: () => import('./commands/create.ts') },
  { name: 'run', summary: 'run a plugin in plain Node, on NDJSON', load: () => import('./commands/run.ts') },
  { name: 'dev', summary: 'run a plugin in Fluent Bit, again at each save', load: () => import('./commands/dev.ts') },
  { name: 'test', summary: 'run its tests and check its contract', load: () => import('./commands/test.ts') },
  { name: 'build', summary: 'make the .so that Fluent Bit loads', load: () => import('./commands/build.ts') },
  { name: 'lint', summary: 'check a configuration against a plugin', load: () => import('./commands/lint.ts') },
  { name: 'usage', summary: "show a plugin's options", load: () => import('./commands/usage.ts') },
  { name: 'config', summary: 'print a commented sample configuration', load: () => import('./commands/config.ts') },
  { name: 'readme', summary: "rewrite the options in a plugin's README", load: () => import('./commands/readme.ts') },
  { name: 'tap', summary: 'show events of a running Fluent Bit', load: () => import('./commands/tap.ts') },
  { name: 'top', summary: 'show the instances of a running Fluent Bit', load: () => import('./commands/top.ts') },
  { name: 'setup', summary: 'get libnode, also where apt cannot install it', load: () => import('./commands/setup.ts') },
  { name: 'doctor', summary: 'check this machine, with fixes', load: () => import('./commands/doctor.ts') },
  { name: 'bench', summary: 'measure a plugin', load: () => import('./commands/bench.ts') },
  { name: 'completion', summary: 'print the completion of a shell', load: () => import('./commands/completion.ts') },
];
