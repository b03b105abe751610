/**
 * `flb-node create`.
 *
 * @module
 */
import { Option } from 'commander';
import { resolve } from 'node:path';
import type { PluginType } from '../../runtime/binding.ts';
import { shownPath } from '../build/summary.ts';
import { usageError, type CliCommand } from '../command.ts';
import { needEmpty, writeFiles } from '../create/folder.ts';
import { checkName, nameOfFolder, nameProblem, TYPES } from '../create/names.ts';
import {
  detectPackageManager,
  install,
  PACKAGE_MANAGERS,
  runScript,
  type PackageManager,
} from '../create/package-manager.ts';
import { addDependencies, parsePackage, type Package } from '../create/packages.ts';
import { ask, canAsk } from '../create/questions.ts';
import { renderTemplate } from '../create/template.ts';
import { errColors, print, say } from '../terminal.ts';

interface Options {
  type?: PluginType;
  name?: string;
  package: Package[];
  pm?: PackageManager;
  install: boolean;
  yes?: boolean;
  force?: boolean;
}

/** What is made, once all is known. */
interface Plan {
  readonly folder: string;
  readonly type: PluginType;
  readonly name: string;
}

export const command: CliCommand = {
  examples: [
    { command: 'flb-node create my-plugin --type input', what: 'a folder my-plugin, its packages installed' },
    { command: 'flb-node create --type filter --name redact --no-install', what: 'a folder redact, files only' },
  ],
  define(command) {
    command
      .argument('[dir]', 'the new folder (default: the name)')
      .addOption(new Option('-t, --type <type>', 'what the plugin is').choices(TYPES))
      .option('-n, --name <name>', 'what a section calls it (default: as the folder)')
      .option('--package <spec>', 'NAME@VERSION or file:TARBALL in place of the released package; repeatable', collect, [])
      .addOption(new Option('--pm <manager>', 'package manager (default: the one that runs this)').choices(PACKAGE_MANAGERS))
      .option('--no-install', 'do not install the packages')
      .option('-f, --force', 'write also to a folder that is not empty')
      .option('-y, --yes', 'ask nothing: what is not given is an input, my-plugin')
      .action(create);
  },
};

const collect = (spec: string, before: Package[]): Package[] => [...before, parsePackage(spec)];

async function create(dir: string | undefined, options: Options): Promise<void> {
  const { folder, type, name } = await plan(dir, options);
  const shown = shownPath(folder) || '.';
  if (!options.force) needEmpty(folder);
  const files = renderTemplate(type, name);
  files.set('package.json', addDependencies(files.get('package.json') ?? '{}', options.package));
  const manager = options.pm ?? detectPackageManager(folder);
  writeFiles(folder, files);
  for (const file of files.keys()) print(`${shown}/${file}`);
  if (options.install) await install(manager, folder);
  const enter = shown === '.' ? '' : `cd ${shown}`;
  const first = options.install ? enter : [enter, `${manager} install`].filter(Boolean).join(' && ');
  const next = [first, runScript(manager, 'test'), runScript(manager, 'dev')].filter(Boolean);
  say(`\n${errColors.green(`${name} is ready.`)} Next:\n${next.map((line) => `  ${errColors.bold(line)}`).join('\n')}`);
}

/** What is not given is asked for at a terminal, and an error elsewhere. */
async function plan(dir: string | undefined, options: Options): Promise<Plan> {
  const { yes = false } = options;
  const asks = !yes && canAsk();
  const type = options.type ?? (yes ? 'input' : asks ? await askType() : missing('--type', TYPES.join(', ')));
  if (options.name !== undefined) checkName(options.name, type);
  const standard = `my${type === 'filter' ? '_' : '-'}plugin`;
  const folder =
    dir ?? options.name ?? (yes ? standard : asks ? await askName(type, standard) : missing('[dir] or --name', 'a folder'));
  return { folder: resolve(folder), type, name: options.name ?? checkName(nameOfFolder(folder, type), type) };
}

async function askType(): Promise<PluginType> {
  const find = (answer: string): PluginType | undefined => TYPES.find((type) => type === answer.toLowerCase());
  const problem = (answer: string): string | undefined => (find(answer) ? undefined : `"${answer}" is none of ${TYPES.join(', ')}`);
  return find(await ask(`What is it: ${TYPES.join(', ')}?`, 'input', problem)) ?? 'input';
}

const askName = (type: PluginType, standard: string): Promise<string> =>
  ask('What is its name?', standard, (answer) => nameProblem(answer, type));

function missing(what: string, values: string): never {
  throw usageError(`${what} is missing: ${values}`);
}
