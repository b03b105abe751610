// The private prefix: Debian's packages downloaded and unpacked into .deps/, not installed. For machines whose nodejs
// package is NodeSource's, which libnode-dev conflicts with, and for users that are not root.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dependencies, isInstalled, showPackage } from './apt.mjs';
import { SetupError, again, asRoot } from './fail.mjs';
import { DEPS, inspect, missingLibraries } from './libnode.mjs';
import { capture, run } from './run.mjs';

/** Works next to .deps/ and renames at the end: .deps/ is there as a whole or not at all. */
export async function unpackPackages(names) {
  mkdirSync(dirname(DEPS), { recursive: true });
  const work = mkdtempSync(`${DEPS}.new-`);
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

  const tree = join(work, 'tree');
  // What an earlier need put there is fetched again, with the rest.
  const all = [...new Set([...names, ...unpacked()])];
  const { development, runtime } = closure(all);
  await fetchInto(tree, development, join(work, 'development'));
  // Apart: libnode finds these only because the runtime library names them itself (FindLibNode.cmake).
  if (runtime.length > 0) await fetchInto(join(tree, 'runtime'), runtime, join(work, 'runtime'));
  mkdirSync(join(tree, 'packages'));
  for (const name of all) writeFileSync(join(tree, 'packages', name), '');
  linkToSystem(join(tree, 'usr/lib'));
  relocate(join(tree, 'usr'));
  if (all.includes('libnode-dev')) verify(tree);

  rmSync(DEPS, { recursive: true, force: true });
  renameSync(tree, DEPS);
}

const unpacked = () => (existsSync(join(DEPS, 'packages')) ? readdirSync(join(DEPS, 'packages')) : []);

/**
 * What has to be unpacked for these packages: themselves, the libnodeNNN and node-* that libnode-dev leads to, and
 * every library that the machine does not have. Names and numbers come from the packages' own dependencies.
 */
function closure(names) {
  const development = new Set(names);
  const runtime = new Set();
  const queue = [...names];
  while (queue.length > 0) {
    const name = queue.pop();
    // Of node-* only single files are used (sharedBuiltins); their own dependencies are for Debian's nodejs.
    if (name.startsWith('node-')) continue;
    for (const needed of dependencies(name)) {
      if (development.has(needed) || runtime.has(needed) || isInstalled(needed)) continue;
      if (!showPackage(needed)) continue; // provided by another package; verify() sees what is missing in the end
      const ofLibNode = /^libnode\d+$/.test(name) || runtime.has(name);
      (ofLibNode && !needed.startsWith('node-') ? runtime : development).add(needed);
      queue.push(needed);
    }
  }
  return { development: [...development], runtime: [...runtime] };
}

async function fetchInto(target, packages, folder) {
  mkdirSync(folder);
  // apt's sandbox user may not be able to enter the clone; what is downloaded is verified either way.
  const args = ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages];
  if ((await run('apt-get', args, { cwd: folder })) !== 0) {
    const message = `apt-get download ${packages.join(' ')} failed; see above.`;
    throw new SetupError('FLB_NODE_E_NO_LIBNODE', message, [asRoot('apt-get update'), again]);
  }
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(folder)) {
    if ((await run('dpkg', ['-x', join(folder, file), target])) !== 0) {
      throw new SetupError('FLB_NODE_E_NO_LIBNODE', `${file} cannot be unpacked into ${target}; see above.`);
    }
  }
}

/** `libuv.so -> libuv.so.1` points at nothing when only libuv1-dev was unpacked: point it at the installed library. */
function linkToSystem(lib) {
  if (!existsSync(lib)) return;
  for (const folder of readdirSync(lib).filter((name) => name.includes('-linux-'))) {
    for (const entry of readdirSync(join(lib, folder), { withFileTypes: true })) {
      const path = join(lib, folder, entry.name);
      if (!entry.isSymbolicLink() || existsSync(path)) continue;
      const installed = join('/usr/lib', folder, readlinkSync(path));
      if (!existsSync(installed)) continue;
      rmSync(path);
      symlinkSync(installed, path);
    }
  }
}

/** Some of Debian's CMake files name /usr instead of finding out where they are. */
function relocate(prefix) {
  const fixed = 'set(_IMPORT_PREFIX "/usr")';
  const files = capture('grep', ['-rlF', '--include=*.cmake', fixed, prefix]).stdout;
  for (const file of files.split('\n').filter(Boolean)) {
    const up = relative(dirname(file), prefix);
    const found = `get_filename_component(_IMPORT_PREFIX "\${CMAKE_CURRENT_LIST_DIR}/${up}" ABSOLUTE)`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(fixed, () => found));
  }
}

/** Headers and library of one version, and every library that it needs: seen before anything is put in place. */
function verify(tree) {
  const found = inspect('.deps', join(tree, 'usr'));
  if (found.problem) {
    throw new SetupError('FLB_NODE_E_NO_LIBNODE', `the unpacked libnode is not usable: ${found.problem}.`);
  }
  const folders = capture('find', [tree, '-name', '*.so*', '-printf', '%h\n']).stdout.split('\n').filter(Boolean);
  const missing = missingLibraries(found.library, [...new Set(folders)]);
  if (missing.length > 0) {
    throw new SetupError('FLB_NODE_E_NO_LIBNODE', `the unpacked libnode lacks ${missing.join(', ')}.`);
  }
}
