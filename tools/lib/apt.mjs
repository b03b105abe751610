// Debian's package manager: install where it can, else unpack the same packages into .deps/ (unpack.mjs).
import { SetupError, again, asRoot, isRoot } from './fail.mjs';
import { DEPS } from './libnode.mjs';
import { capture, onPath, run, step } from './run.mjs';
import { unpackPackages } from './unpack.mjs';

const OPTIONS = ['--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];

/** Makes the headers and libraries of these packages available, one way or the other. */
export async function getPackages(names) {
  if (!onPath('apt-get') || !onPath('dpkg')) {
    const message = `this machine has no apt-get to get these packages with: ${names.join(', ')}.
  Install Node's shared library with its headers (and yaml-cpp, CLI11, doctest) by its own means, and name the prefix:`;
    throw new SetupError('FLB_NODE_E_NO_APT', message, [`LIBNODE_DIR=/path/to/prefix ${again}`]);
  }
  await ensureLists(names);

  const trial = capture('apt-get', ['install', '-s', ...OPTIONS, ...names]);
  if (trial.status === 0 && isRoot()) {
    step(`installing ${names.join(' ')}: apt-get install`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if ((await run('apt-get', ['install', '-y', '-q', ...OPTIONS, ...names], { env })) === 0) return;
  }
  const failed = isRoot() ? 'apt-get install failed' : 'installing them needs root';
  const why = trial.status !== 0 ? 'apt cannot install them beside what is there' : failed;
  step(`unpacking ${names.join(' ')} into ${DEPS} (${why})`);
  await unpackPackages(names);
}

/** A new machine, and every new container, knows of no packages until `apt-get update` ran once. */
async function ensureLists(names) {
  const unknown = () => names.filter((name) => !showPackage(name));
  if (unknown().length === 0) return;
  if (isRoot()) {
    step('reading the list of packages: apt-get update');
    await run('apt-get', ['update', '-q']);
  }
  const still = unknown();
  if (still.length > 0) {
    const message = `apt knows no package of this name: ${still.join(', ')}.`;
    throw new SetupError('FLB_NODE_E_NO_LIBNODE', message, [asRoot('apt-get update'), again]);
  }
}

// Each question costs apt half a second.
const shown = new Map();

/** What apt knows about the package that it would install; undefined when there is none. */
export function showPackage(name) {
  if (!shown.has(name)) {
    const { status, stdout } = capture('apt-cache', ['show', '--no-all-versions', name]);
    if (status !== 0 || stdout === '') return undefined;
    shown.set(name, stdout);
  }
  return shown.get(name);
}

/** The packages that one depends on; of alternatives the first. */
export function dependencies(name) {
  const field = /^Depends: (.*)$/m.exec(showPackage(name) ?? '')?.[1] ?? '';
  const first = (choice) => choice.split('|')[0].replace(/\(.*|:any/g, '').trim();
  return field.split(',').map(first).filter(Boolean);
}

export const isInstalled = (name) =>
  /^install ok installed/m.test(capture('dpkg-query', ['-W', '-f', '${Status}\n', name]).stdout);
