// The order of things: what is quick to check comes first, so that a run fails before it has downloaded anything.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getPackages } from './apt.mjs';
import { SetupError } from './fail.mjs';
import { DEPS, ensureSharedBuiltins, findLibNode, missingLibraries } from './libnode.mjs';
import { withLock } from './lock.mjs';
import { ensurePackages } from './packages.mjs';
import { ROOT, step } from './run.mjs';
import { checkToolchain } from './toolchain.mjs';

export { report } from './fail.mjs';

/** Says what was set up; inside node_modules, so that it goes when they go. */
const STAMP = join(ROOT, 'node_modules/.flb-node-setup.json');

/** What the native host and the native tests are built with. */
const LIBRARIES = [
  { name: 'libyaml-cpp-dev', header: 'yaml-cpp/yaml.h' },
  { name: 'libcli11-dev', header: 'CLI/CLI.hpp' },
  { name: 'doctest-dev', header: 'doctest/doctest.h' },
];

/** Makes the machine ready to build. Returns the libnode in use. */
export async function setup() {
  checkToolchain();
  const done = readStamp();
  if (done) return done.libnode;
  return withLock('setup', async () => readStamp()?.libnode ?? setUp());
}

async function setUp() {
  checkToolchain({ versions: true });
  checkOwnLibNode();
  await ensurePackages();

  const wanted = missing();
  if (wanted.length > 0) await getPackages(wanted);
  if (missing().length > 0) {
    const message = `${missing().join(', ')} did not bring the headers and libraries that were expected.`;
    throw new SetupError('FLB_NODE_E_NO_LIBNODE', message);
  }
  const libnode = findLibNode();
  const builtins = ensureSharedBuiltins(libnode);

  writeStamp({ key: key(), libnode, files: [libnode.library, ...LIBRARIES.map(header), ...builtins] });
  step(`ready: packages installed, libnode ${libnode.version} (${libnode.from}: ${libnode.library})`);
  return libnode;
}

/** Before anything is downloaded: a LIBNODE_DIR that is wrong, or whose libnode cannot be loaded. */
function checkOwnLibNode() {
  const libnode = findLibNode();
  if (libnode?.from !== 'LIBNODE_DIR') return;
  const lacks = missingLibraries(libnode.library, []);
  if (lacks.length === 0) return;
  const message = `LIBNODE_DIR: ${libnode.library} needs ${lacks.join(', ')}, which this machine does not have.`;
  throw new SetupError('FLB_NODE_E_BAD_LIBNODE_DIR', message);
}

/** Packages whose files are nowhere. */
const missing = () => [
  ...(findLibNode() ? [] : ['libnode-dev']),
  ...LIBRARIES.filter((library) => !header(library)).map((library) => library.name),
];

const INCLUDE = ['/usr/include', '/usr/local/include', join(DEPS, 'usr/include')];
const header = (library) => INCLUDE.map((folder) => join(folder, library.header)).find(existsSync);

/** Changes when what has to be set up may have changed. */
function key() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  return hash.update(`\0${ROOT}\0${process.version}\0${process.env.LIBNODE_DIR ?? ''}`).digest('hex');
}

function readStamp() {
  try {
    const stamp = JSON.parse(readFileSync(STAMP, 'utf8'));
    const current = stamp.key === key() && existsSync(join(ROOT, 'node_modules/.package-lock.json'));
    return current && stamp.files.every((file) => existsSync(file)) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

function writeStamp(stamp) {
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  // Renamed into place: root may have written the last one (see FLB_NODE_E_NO_ROOT).
  writeFileSync(`${STAMP}.new`, JSON.stringify(stamp, undefined, 2));
  renameSync(`${STAMP}.new`, STAMP);
}
