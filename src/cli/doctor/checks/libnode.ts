/**
 * Node as a library, and the runtime that is linked to it.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';
import { shownPath } from '../../build/summary.ts';
import { NODE_OF_ABI } from '../../libnode.ts';
import { headersIn, prefixes, type LibNode } from '../libnode.ts';
import { asRoot } from '../programs.ts';
import type { RuntimeFile } from '../runtime-file.ts';
import { sharedBuiltins } from '../shared-builtins.ts';

/** By apt, and where apt cannot install it (beside NodeSource's nodejs) unpacked. */
const INSTALL = asRoot('npx flb-node setup');

export const libnode: Check = {
  title: 'libnode',
  run: (context) => [library(context), ...context.libnodes.slice(0, 1).map(builtins), headers(context), ...runtime(context)],
};

function library({ libnodes, env }: DoctorContext): Finding {
  const [first] = libnodes;
  if (!first) {
    const where = env['LIBNODE_DIR'] ? `LIBNODE_DIR=${env['LIBNODE_DIR']} has none` : 'there is none on this machine';
    return problem('library', where, INSTALL);
  }
  const shown = show(first);
  if (NODE_OF_ABI[first.abi] === undefined) return problem('library', `${shown}: this release knows ABI ${Object.keys(NODE_OF_ABI).join(', ')}`, INSTALL);
  const others = libnodes.slice(1).map((each) => `ABI ${each.abi} at ${shownPath(each.library)}`);
  return ok('library', others.length > 0 ? `${shown}; also ${others.join(', ')}` : shown);
}

const show = ({ version, abi, library: file, from }: LibNode): string => `Node ${version}, ABI ${abi}: ${shownPath(file)} (${from})`;

/** Debian's libnode has parts of itself in files, and ends the process where one is missing. */
function builtins({ library: file }: LibNode): Finding {
  const missing = sharedBuiltins(file).filter((path) => !existsSync(path));
  if (missing.length === 0) return ok('its files', 'all that it reads at its start are there');
  return problem('its files', `it ends Fluent Bit's process without ${missing.join(', ')}`, INSTALL);
}

function headers(context: DoctorContext): Finding {
  const matching = context.libnodes.find(({ headers: found, abi }) => found?.abi === abi);
  if (matching?.headers) return ok('headers', `Node ${matching.headers.version}, as the library: ${shownPath(matching.headers.folder)}`);
  const [found] = prefixes(context).flatMap(({ prefix }) => headersIn(prefix) ?? []);
  const text = found
    ? `${shownPath(found.folder)} is of Node ${found.version} (ABI ${found.abi}), and no library beside it has that ABI`
    : 'there are none: the runtime cannot be compiled here, prebuilt ones work';
  return warning('headers', text, `${INSTALL}   # or flb-node build --prebuilt, which needs no headers`);
}

function runtime(context: DoctorContext): Finding[] {
  const [first, ...others] = context.runtimes;
  if (!first) {
    const text = 'there is no libflbnode.so: neither beside the plugin, nor in build/lib, nor FLB_NODE_RUNTIME';
    return [warning('runtime', text, 'flb-node build --prebuilt')];
  }
  const lines = [judge(first, context)];
  if (others.length > 0) lines.push(ok('runtimes', `others: ${others.map(({ file, from }) => `${shownPath(file)} (${from})`).join(', ')}`));
  return lines;
}

function judge({ file, from, problem: wrong, needs, missing }: RuntimeFile, { libnodes }: DoctorContext): Finding {
  const shown = `${shownPath(file)} (${from})`;
  const rebuild = 'flb-node build   # for the libnode of this machine';
  if (wrong) return problem('runtime', `${shown}: ${wrong}`, from === 'FLB_NODE_RUNTIME' ? 'unset FLB_NODE_RUNTIME, or correct it' : rebuild);
  if (!needs) return problem('runtime', `${shown} is linked to no libnode`, rebuild);
  if (!needs.library) {
    const have = libnodes[0] ? `; this machine has libnode.so.${libnodes[0].abi}` : '';
    const fix = have ? rebuild : asRoot(`apt-get install -y ${needs.name.replace(/\.so\./, '')}`);
    return problem('runtime', `${shown} needs ${needs.name}, which is not found${have}`, fix);
  }
  if (missing.length > 0) return problem('runtime', `${shown} needs ${missing.join(', ')}, not found`, `${asRoot('ldconfig')}   # and see: ldd ${file}`);
  return ok('runtime', `${shown} for ABI ${needs.abi}, finds ${needs.name} in ${shownPath(dirname(needs.library))}`);
}
