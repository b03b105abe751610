// Where libnode is. cmake/FindLibNode.cmake looks in the same places, in the same order.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SetupError, again, asRoot } from './fail.mjs';
import { ROOT, capture, step } from './run.mjs';

/** The private prefix, filled where the package manager cannot install libnode-dev. `flb-node setup` has one of the user's. */
export const DEPS = process.env.FLB_NODE_DEPS ?? join(ROOT, '.deps');

const TRIPLET = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch] ?? '';
/** Where Debian's libnode has some of its built-in modules; compiled into it. */
const SHARED = '/usr/share/nodejs';

/** @typedef {{ from: string, prefix: string, library: string, version: string }} LibNode */

/** The libnode to build against, or undefined when it has yet to be installed. */
export function findLibNode() {
  const own = process.env.LIBNODE_DIR;
  if (own) {
    const found = inspect('LIBNODE_DIR', resolve(own));
    if (found.problem) {
      const message = `LIBNODE_DIR=${own}: ${found.problem}.
  It has to be a prefix with include/node/node.h and lib/libnode.so of one Node (18, 20, 22 or 24).`;
      const below = join(resolve(own), 'usr'); // of a package that was unpacked
      const unset = 'unset LIBNODE_DIR   # to have libnode installed';
      const fix = inspect('', below).problem ? unset : `export LIBNODE_DIR=${below}`;
      throw new SetupError('FLB_NODE_E_BAD_LIBNODE_DIR', message, [fix]);
    }
    return found;
  }
  return [inspect('system', '/usr'), inspect('.deps', join(DEPS, 'usr'))].find((found) => !found.problem);
}

/** Headers and library of one prefix, and whether they belong together. */
export function inspect(from, prefix, triplet = TRIPLET) {
  const header = join(prefix, 'include/node/node_version.h');
  if (!existsSync(join(prefix, 'include/node/node.h')) || !existsSync(header)) {
    return { problem: 'no include/node/node.h' };
  }
  const text = readFileSync(header, 'utf8');
  const number = (name) => new RegExp(`^#define ${name} (\\d+)`, 'm').exec(text)?.[1];
  const version = ['NODE_MAJOR_VERSION', 'NODE_MINOR_VERSION', 'NODE_PATCH_VERSION'].map(number).join('.');
  // The library's name carries the ABI number of its headers. NodeSource's headers have no library beside them, and
  // must not be taken for those of another libnode.
  const abi = number('NODE_MODULE_VERSION');

  const mixed = (library) => ({
    problem: `the headers are of Node ${version} (libnode.so.${abi}), the library is ${library}`,
  });

  const folders = ['lib', 'lib64', join('lib', triplet)].map((dir) => join(prefix, dir)).filter(existsSync);
  // On the system, the package with the headers also has the libnode.so link: without it, they are another Node's.
  const names = from === 'system' ? ['libnode.so'] : [`libnode.so.${abi}`, 'libnode.so'];
  for (const folder of folders) {
    const name = names.find((name) => existsSync(join(folder, name)));
    if (!name) continue;
    const library = realpathSync(join(folder, name));
    const suffix = /\.so\.(\d+)$/.exec(library)?.[1];
    return suffix && suffix !== abi ? mixed(library) : { from, prefix, library, version };
  }
  const all = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const other = all.find((path) => basename(path).startsWith('libnode.so'));
  return other ? mixed(other) : { problem: 'no lib/libnode.so' };
}

/** The libraries that this libnode needs and the machine does not have, neither of its own nor in these folders. */
export function missingLibraries(library, folders) {
  const env = { LD_LIBRARY_PATH: [dirname(library), ...folders].join(':') };
  return capture('ldd', [library], { env }).stdout.match(/\S+(?= => not found)/g) ?? [];
}

/** The files outside of libnode that this libnode reads at start-up; it aborts the process where one is missing. */
export function sharedBuiltins(library) {
  const binary = readFileSync(library);
  const found = new Set();
  for (let at = binary.indexOf(SHARED); at !== -1; at = binary.indexOf(SHARED, at + 1)) {
    const path = /^[\w./-]+\.m?js(?=[\0\n"])/.exec(binary.latin1Slice(at, at + 200))?.[0];
    if (path) found.add(path);
  }
  return [...found];
}

/** Puts the missing ones where libnode looks for them, out of the prefix that libnode itself is in. */
export function ensureSharedBuiltins(libnode) {
  const needed = sharedBuiltins(libnode.library);
  const missing = needed.filter((path) => !existsSync(path));
  if (missing.length === 0) return needed;

  for (const path of missing) {
    const source = join(libnode.prefix, path.slice('/usr/'.length));
    if (!existsSync(source)) {
      const message = `${libnode.library} reads ${path} at start-up, and it is not there.`;
      const packages = 'node-acorn node-cjs-module-lexer node-undici';
      throw new SetupError('FLB_NODE_E_NO_LIBNODE', message, [asRoot(`apt-get install -y ${packages}`)]);
    }
    try {
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(source, `${path}.new`);
      renameSync(`${path}.new`, path);
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
      const message = `libnode ${libnode.version} reads ${missing.length} files below ${SHARED} at start-up, and only
  root can put them there.`;
      const command = process.env.FLB_NODE_DEPS ? again : `${process.execPath} ${join(ROOT, 'tools/setup.mjs')}`;
      throw new SetupError('FLB_NODE_E_NO_ROOT', message, [`sudo ${command}`]);
    }
  }
  step(`copied ${missing.length} files that libnode reads at start-up to ${SHARED}`);
  return needed;
}
