/**
 * The plugin that was named: a `.so`, or its source.
 *
 * @module
 */
import { basename, dirname, join, resolve } from 'node:path';
import { FluentBitNodeError } from '../../../errors.ts';
import { BINDING_ABI } from '../../../runtime/binding.ts';
import { shownPath } from '../../build/summary.ts';
import { VERSION } from '../../package-root.ts';
import { loadPlugin } from '../../plugin-file.ts';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';
import type { ElfFile } from '../elf.ts';

const SOURCE = /\.[cm]?[jt]s$/;
const BUILD = 'flb-node build plugin.ts';

/** Without these no Fluent Bit takes it; the others depend on its kind. */
const ENTRY_POINTS = ['FLBPluginRegister', 'FLBPluginInit', 'FLBPluginUnregister'];
/** Of each kind one more, at least. */
const KINDS: Record<string, string> = { FLBPluginInputCallback: 'input', FLBPluginFlushCtx: 'output' };

export const plugin: Check = {
  title: 'Plugin',
  async run(context) {
    if (context.plugin === undefined) return [];
    return SOURCE.test(context.plugin) ? [await source(context.plugin)] : sharedObject(context.plugin, context);
  },
};

async function source(file: string): Promise<Finding> {
  try {
    const { name, type, sdk } = await loadPlugin(file);
    return ok('source', `${shownPath(file)} registers the ${type} ${name} (fluent-bit-node ${sdk})`);
  } catch (error) {
    if (!FluentBitNodeError.is(error)) throw error;
    return problem('source', `${error.message} [${error.code}]`, error.fix);
  }
}

function sharedObject(file: string, context: DoctorContext): Finding[] {
  const elf = context.elf(resolve(file));
  if ('problem' in elf) return [problem('file', `${file}: ${elf.problem}`, BUILD)];
  if (elf.machine !== process.arch) return [problem('file', `${file} is for ${elf.machine}, this machine is ${process.arch}`, BUILD)];
  return [entryPoints(file, elf), nodelete(elf), ...bundle(elf), needs(file, elf, context)];
}

function entryPoints(file: string, { symbols }: ElfFile): Finding {
  const filter = [...symbols].map((name) => /^filter_(\w+)_plugin$/.exec(name)?.[1]).find((name) => name !== undefined);
  if (filter !== undefined) {
    const wanted = `flb-filter_${filter}.so`;
    if (basename(file) === wanted) return ok('entry points', `those of the filter ${filter}`);
    return problem('entry points', `it is the filter ${filter}, and Fluent Bit finds a filter by its file's name`, `mv ${file} ${join(dirname(file), wanted)}`);
  }
  const missing = ENTRY_POINTS.filter((name) => !symbols.has(name));
  const kinds = Object.entries(KINDS).flatMap(([name, kind]) => (symbols.has(name) ? [kind] : []));
  if (missing.length === ENTRY_POINTS.length) return problem('entry points', `${file} is no plugin of Fluent Bit: it has none`, BUILD);
  if (missing.length > 0 || kinds.length === 0) {
    return problem('entry points', `it lacks ${[...missing, ...(kinds.length === 0 ? Object.keys(KINDS) : [])].join(', ')}`, BUILD);
  }
  return ok('entry points', 'all there');
}

/** Node's threads outlive Fluent Bit's dlclose(). */
const nodelete = ({ nodelete: is }: ElfFile): Finding =>
  is ? ok('unloading', 'it stays in memory (-z nodelete)') : problem('unloading', 'it would be unloaded under running threads: it was linked without -z nodelete', BUILD);

function bundle({ sections, bytes }: ElfFile): Finding[] {
  const part = sections.get('.flbnode.flbnode_bundle');
  if (!part) return [warning('bundle', 'it has no section with a bundle: not a plugin of ours, or its sections were stripped', BUILD)];
  const text = bytes.toString('latin1', part.offset, part.offset + part.size);
  const abi = /\bBINDING_ABI\d* = (\d+)/.exec(text)?.[1];
  const sdk = /\bSDK_VERSION\d* = "([^"]+)"/.exec(text)?.[1];
  const registered = [...text.matchAll(/\bregister(Input|Output|Filter|Custom)\d*\("([\w.-]+)"/g)].at(-1);
  const name = registered ? `${registered[1]!.toLowerCase()} ${registered[2]}, ` : '';
  const size = `${Math.round(part.size / 1000)} kB`;
  if (abi === undefined || sdk === undefined) return [ok('bundle', `${name}${size}; minified: it does not tell its versions`)];
  if (Number(abi) !== BINDING_ABI) {
    return [problem('bundle', `${name}built for binding version ${abi}, this release has ${BINDING_ABI}`, BUILD)];
  }
  const shown = `${name}${size}, fluent-bit-node ${sdk}, binding version ${abi}`;
  return [sdk === VERSION ? ok('bundle', shown) : warning('bundle', `${shown}; this is fluent-bit-node ${VERSION}`, BUILD)];
}

function needs(file: string, elf: ElfFile, { linker }: DoctorContext): Finding {
  const missing = elf.needed.filter((name) => !linker.find(name, resolve(file), elf));
  if (missing.length === 0) return ok('libraries', `finds ${elf.needed.join(', ') || 'none, and needs none'}`);
  return problem('libraries', `it needs ${missing.join(', ')}, not found`, `ldd ${file}   # and install what it names`);
}
