/**
 * `flb-node build`
 *
 * @module
 */
import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { createError } from '../../errors.ts';
import { buildCompiled, buildProject, hasOwnProject } from '../build/compiled.ts';
import { type BuiltPlugin, buildPrebuilt } from '../build/prebuilt.ts';
import { findRuntime, libnodeName, type PlacedRuntime, placeRuntime } from '../build/runtime.ts';
import { bundleBytes, shownPath, sizeLine } from '../build/summary.ts';
import { type CliCommand, usageError } from '../command.ts';
import { print, printJson, say } from '../terminal.ts';

interface Flags {
  prebuilt?: true;
  out: string;
  target?: string;
  sourceMap?: 'inline' | 'linked' | 'none';
  minify?: true;
  /** A text: for that libnode. */
  runtime?: boolean | string;
  json?: true;
}

/** One shared object. */
interface Built extends Pick<BuiltPlugin, 'file' | 'bytes'> {
  /** Of one source file. */
  bundleFile?: string;
  plugin?: Pick<BuiltPlugin['plugin'], 'type' | 'name' | 'description'>;
  bundleBytes: number;
}

export const command: CliCommand = {
  examples: [
    { command: 'flb-node build plugin.ts', what: 'build/NAME.so, with a compiler' },
    { command: 'flb-node build plugin.ts --prebuilt', what: 'without one' },
    { command: 'flb-node build', what: "plugin.ts, or all of the project's own CMakeLists.txt" },
    { command: 'flb-node build --prebuilt --runtime 108', what: 'with libflbnode.so for libnode.so.108' },
  ],
  define(command: Command) {
    command
      .argument('[plugin]', "the plugin's source file (default: plugin.ts)")
      .option('--prebuilt', 'need no compiler: write the plugin into the prebuilt shared object')
      .option('-o, --out <folder>', 'where the files go', 'build')
      .option('--target <node>', 'the oldest Node that is to run it, as node20 (default: node18)')
      .addOption(new Option('--source-map <kind>', 'for stacks in lines of the source (default: inline)').choices(['inline', 'linked', 'none']))
      .option('--minify', 'a smaller bundle, hard to read')
      .option('--runtime [abi]', 'put libflbnode.so beside it, for this libnode (default: when one fits that of this machine)')
      .option('--no-runtime', 'leave that out')
      .option('--json', 'print what was built as JSON')
      .action(build);
  },
};

async function build(file: string | undefined, flags: Flags): Promise<void> {
  const wantsRuntime = flags.runtime !== false;
  const prebuiltRuntime = wantsRuntime ? findRuntime(runtimeAbi(flags.runtime)) : undefined;
  const compilesRuntime = wantsRuntime && prebuiltRuntime === undefined;
  const isProject = file === undefined && !flags.prebuilt && hasOwnProject(process.cwd());
  const made = isProject
    ? await buildOwnProject(flags, compilesRuntime)
    : await buildFile(file ?? 'plugin.ts', flags, compilesRuntime);
  const source = prebuiltRuntime ?? made.runtime;
  if (source === undefined && flags.runtime === true) throw createError('FLB_NODE_E_NO_LIBNODE', 'none that there is a libflbnode.so for');
  const runtime = source === undefined ? undefined : placeRuntime(source, flags.out);
  if (flags.json) printJson({ plugins: made.plugins, runtime: runtime ?? null });
  else for (const plugin of made.plugins) print(shownPath(plugin.file));
  made.plugins.forEach((plugin, at) => say(sizeLine(plugin, at === 0 ? runtime : undefined)));
  if (wantsRuntime) sayOfRuntime(runtime);
}

interface Made {
  plugins: Built[];
  /** One that was compiled. */
  runtime?: string | undefined;
}

async function buildFile(entry: string, flags: Flags, withRuntime: boolean): Promise<Made> {
  const { out: outputDir, target, sourceMap, minify } = flags;
  const options = { entry, outputDir, target, sourceMap, minify };
  const { runtime, ...built } = flags.prebuilt
    ? { ...(await buildPrebuilt(options)), runtime: undefined }
    : await buildCompiled(options, withRuntime);
  const { type, name, description } = built.plugin;
  return { plugins: [{ ...built, plugin: { type, name, description }, bundleBytes: statSync(built.bundleFile).size }], runtime };
}

async function buildOwnProject({ out, target, sourceMap, minify }: Flags, withRuntime: boolean): Promise<Made> {
  if (target !== undefined || sourceMap !== undefined || minify !== undefined) {
    throw usageError('--target, --source-map and --minify need a source file: CMakeLists.txt says how its plugins are bundled');
  }
  const { files, runtime } = await buildProject(process.cwd(), out, withRuntime);
  return { plugins: files.map((file) => ({ file, bytes: statSync(file).size, bundleBytes: bundleBytes(file) })), runtime };
}

function runtimeAbi(flag: Flags['runtime']): number | undefined {
  if (typeof flag !== 'string') return undefined;
  if (!/^\d+$/.test(flag)) throw usageError(`--runtime ${flag}: it is the number in libnode's file name, 108 for libnode.so.108`);
  return Number(flag);
}

function sayOfRuntime(runtime: PlacedRuntime | undefined): void {
  if (runtime === undefined) {
    say('no libflbnode.so beside it: no libnode was found here that there is one for (flb-node doctor says more)');
  } else if (runtime.libnode === undefined) {
    say(`${libnodeName(runtime.abi)} is not on this machine; it has to be where Fluent Bit runs`);
  }
}
