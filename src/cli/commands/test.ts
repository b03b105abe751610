/**
 * `flb-node test`: the user's tests with their vitest, and the contract of their plugin as tests beside them.
 *
 * @module
 */
import { usageError, type CliCommand } from '../command.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { entryOf, sectionOf, writeContractTest } from '../test/contract-file.ts';
import { vitestOf, type VitestNode } from '../test/vitest-of.ts';

interface Options {
  readonly plugin?: string;
  readonly with?: readonly string[];
  readonly contract: boolean;
}

export const command: CliCommand = {
  examples: [
    { command: 'npx flb-node test', what: 'the tests, and the contract of plugin.ts' },
    { command: 'npx flb-node test --watch', what: 'again at each save' },
    { command: 'npx flb-node test --with url=http://127.0.0.1:8080', what: 'the contract with a configuration' },
    { command: 'npx flb-node test contract -t queue', what: 'one check; what vitest takes goes to vitest' },
  ],
  define(command) {
    command
      .argument('[vitest...]', "filters and options of vitest's: --watch, -t NAME, --coverage")
      .option('--plugin <file>', 'the plugin (default: flbNode.entry of package.json, or plugin.ts)')
      .option('--with <key=value>', 'an option of the plugin for its contract; may be repeated', collect)
      .option('--no-contract', 'only the tests')
      .addHelpText('after', OPTIONS_HELP)
      .allowUnknownOption()
      .action(run);
  },
};

const OPTIONS_HELP = `
What else the contract needs to know stands in contract.ts beside the plugin:
  import type { ContractOptions } from 'fluent-bit-node/testing';
  export default { config: { url: '...' }, failing: { url: '...' } } satisfies ContractOptions;`;

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

async function run(args: string[], { plugin, with: pairs = [], contract }: Options): Promise<void> {
  const root = process.cwd();
  const vitest = await vitestOf(root);
  const { filter, options } = parse(vitest, args);
  const watch = options['watch'] === true;
  const plugins = contract ? [contractProject(root, entryOf(root, plugin), sectionOf(pairs))] : [];
  const started = await vitest.startVitest('test', filter, { ...options, watch, run: !watch }, { plugins });
  // With failures process.exitCode is 1 by now.
  if (!watch) await started?.close();
}

function parse(vitest: VitestNode, args: readonly string[]): ReturnType<VitestNode['parseCLI']> {
  try {
    return vitest.parseCLI(['vitest', ...args]);
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

const startsWith = (folder: string): RegExp => new RegExp(`^${folder.replace(/[^\w/]/g, '\\$&')}`);

interface ConfigureVitest {
  injectTestProjects(project: Record<string, unknown>): Promise<unknown>;
}

/** Adds the contract to the projects of whatever configuration there is. */
function contractProject(root: string, entry: string, config: ReturnType<typeof sectionOf>): Record<string, unknown> {
  const { folder, file } = writeContractTest(root, entry, config);
  const test = {
    name: 'contract',
    dir: folder,
    root: folder,
    include: [file],
    // Its folder is one of those that are left out.
    exclude: [],
    // The file itself; and one copy of the package, and of vitest, wherever they are linked from.
    server: { deps: { inline: [startsWith(folder), startsWith(PACKAGE_ROOT), /fluent-bit-node/] } },
  };
  return {
    name: 'flb-node:contract',
    configureVitest: ({ injectTestProjects }: ConfigureVitest) => injectTestProjects({ configFile: false, root: folder, test }),
  };
}
