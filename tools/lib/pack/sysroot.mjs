// Debian's packages of another platform, unpacked into a folder: to compile against, and to run on an emulator.
//
// apt gets folders of its own, with an empty list of what is installed, so that it fetches all that these packages need.
// The machine's own packages, and what apt knows of them, stay as they are (no dpkg --add-architecture).
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, asRoot } from '../fail.mjs';
import { ROOT, onPath, run, step } from '../run.mjs';

const PACKAGES = ['libnode-dev', 'libyaml-cpp-dev', 'libcli11-dev'];

/** The root folder of the unpacked packages: there as a whole or not at all. */
export async function sysroot(platform) {
  const root = join(ROOT, 'build/npm/sysroot', platform.debian);
  if (existsSync(root)) return root;
  if (!onPath('apt-get') || !onPath('dpkg')) {
    throw new SetupError('FLB_NODE_E_NO_APT', `apt-get is needed to get the libraries of ${platform.arch}.`);
  }
  step(`getting ${PACKAGES.join(' ')} for ${platform.debian} into build/npm/sysroot`);
  const work = `${root}.new`;
  rmSync(work, { recursive: true, force: true });
  const apt = privateApt(platform.debian, join(work, 'apt'));
  await must('apt-get', [...apt, 'update', '-q']);
  await must('apt-get', [...apt, 'install', '-y', '-q', '--download-only', '--no-install-recommends', ...PACKAGES]);
  const archives = join(work, 'apt/cache/archives');
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await must('dpkg', ['-x', join(archives, file), join(work, 'root')]);
  }
  renameSync(join(work, 'root'), root);
  rmSync(work, { recursive: true, force: true });
  return root;
}

/** apt's options for a state of its own; where packages come from is still the machine's. */
function privateApt(architecture, folder) {
  for (const path of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const settings = {
    'APT::Architecture': architecture,
    'APT::Architectures::': architecture,
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': 'root', // apt's own user may not be able to enter the clone
    'Debug::NoLocking': '1',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function must(command, args) {
  if ((await run(command, args)) === 0) return;
  const message = `the libraries to cross compile with could not be fetched: ${command} ${args.join(' ')}`;
  throw new SetupError('FLB_NODE_E_PACK', message, [asRoot('apt-get update')]);
}
