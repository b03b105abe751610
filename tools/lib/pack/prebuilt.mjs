// What is compiled, as the platforms' packages have it: lib/node-<ABI of libnode>/, plugin/, bin/.
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { BINARY_DIR, build } from '../build.mjs';
import { SetupError, asRoot } from '../fail.mjs';
import { DEPS, inspect } from '../libnode.mjs';
import { ROOT, capture, onPath, run, step } from '../run.mjs';
import { notices } from './notices.mjs';
import { sysroot } from './sysroot.mjs';

/** Components of the CMake installation. `runtime` differs by libnode, `prebuilt` does not. */
const TARGETS = { runtime: ['flbnode'], prebuilt: ['flb-node-host', 'flb-node-template', 'flb-filter-template'] };

/**
 * Builds all parts into `folder`, for the libnode of this machine (or, for another platform, of its Debian), and the
 * runtime once more for each further one.
 *
 * @param {import('./platforms.mjs').Platform} platform
 * @param {string[]} libnodes - prefixes
 */
export async function buildPrebuilt(platform, folder, libnodes) {
  if (platform.arch === process.arch) {
    await build({ dist: false });
    await installFrom(BINARY_DIR, folder);
    writeFileSync(join(folder, 'THIRD-PARTY.md'), notices(['/usr', join(DEPS, 'usr')]));
  } else {
    checkCrossCompiler(platform);
    const prefix = join(await sysroot(platform), 'usr');
    const binaryDir = await configure(platform, libnodeOf(prefix, platform), [`-DCMAKE_PREFIX_PATH=${prefix}`]);
    await compile(binaryDir, Object.values(TARGETS).flat());
    await installFrom(binaryDir, folder);
    writeFileSync(join(folder, 'THIRD-PARTY.md'), notices([prefix]));
  }
  const runtimeAlone = ['-DFLB_NODE_BUILD_HOST=OFF', '-DFLB_NODE_BUILD_PREBUILT=OFF'];
  for (const prefix of libnodes) {
    const binaryDir = await configure(platform, libnodeOf(resolve(prefix), platform), runtimeAlone);
    await compile(binaryDir, TARGETS.runtime);
    await installFrom(binaryDir, folder, ['runtime']);
  }
}

function libnodeOf(prefix, platform) {
  const found = inspect('--libnode', prefix, platform.triplet);
  if (found.problem) throw new SetupError('FLB_NODE_E_PACK', `libnode in ${prefix}: ${found.problem}.`);
  return found;
}

/** A binary folder for each libnode: the next `npm run pack` only builds what has changed. */
async function configure(platform, libnode, options) {
  const binaryDir = join(ROOT, 'build/npm/cmake', `${platform.name}-node-${libnode.version}`);
  step(`building for ${platform.name} with libnode ${libnode.version} (${libnode.library})`);
  const fresh = !existsSync(join(binaryDir, 'CMakeCache.txt'));
  const args = ['-S', ROOT, '-B', binaryDir, '-DFLB_NODE_SETUP=OFF', '-DFLB_NODE_BUILD_EXAMPLES=OFF', ...options];
  if (fresh && onPath('ninja')) args.push('-G', 'Ninja');
  if (fresh && platform.arch !== process.arch) args.push('--toolchain', platform.toolchain);
  // A prefix with packages of another platform has its Node too, which does not run here.
  args.push(`-DFLB_NODE_NODE=${process.execPath}`, `-DLIBNODE_DIR=${libnode.prefix}`);
  args.push(`-DFLB_NODE_OUTPUT_DIR=${join(binaryDir, 'out')}`);
  if ((await run('cmake', args)) !== 0) failed();
  return binaryDir;
}

async function compile(binaryDir, targets) {
  const args = ['--build', binaryDir, '-j', String(availableParallelism()), '--target', ...targets];
  if ((await run('cmake', args)) !== 0) failed();
}

async function installFrom(binaryDir, folder, components = Object.keys(TARGETS)) {
  for (const component of components) {
    const args = ['--install', binaryDir, '--component', component, '--prefix', folder, '--strip'];
    const { status, stdout, stderr } = capture('cmake', args);
    if (status !== 0) throw new SetupError('FLB_NODE_E_PACK', `cmake ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

function checkCrossCompiler({ triplet, arch }) {
  if (onPath(`${triplet}-g++`)) return;
  const message = `there is no cross compiler for ${arch} on PATH: ${triplet}-g++.`;
  throw new SetupError('FLB_NODE_E_NO_COMPILER', message, [asRoot(`apt-get install -y g++-${triplet.replace('_', '-')}`)]);
}

function failed() {
  throw new SetupError('FLB_NODE_E_BUILD', 'the native build failed; see above.');
}
