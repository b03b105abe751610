// TypeScript with tsc, everything native with CMake, which cmake-js drives.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './fail.mjs';
import { withLock } from './lock.mjs';
import { ROOT, run, step } from './run.mjs';
import { setup } from './setup.mjs';

export { report } from './fail.mjs';

/** The binary folder of the `release` preset, so that plain CMake and cmake-js continue each other's builds. */
export const BINARY_DIR = join(ROOT, 'build/release');

/**
 * Brings build/ up to date, after what it needs is set up.
 *
 * @param {object} options
 * @param {boolean} [options.dist] - also the package's JavaScript
 * @param {boolean} [options.tests] - also the native tests
 * @param {boolean} [options.bench] - also the plugins of the benchmarks
 */
export async function build({ dist = true, tests = false, bench = false } = {}) {
  const libnode = await setup();
  await withLock('build', async () => {
    if (dist) await buildDist();
    await buildNative(libnode, { FLB_NODE_BUILD_TESTS: tests, FLB_NODE_BUILD_BENCH: bench });
  });
}

/** dist/, what the package exports and the command is. */
export async function buildDist() {
  step('compiling the package: tsc');
  const info = join(ROOT, 'build/dist.tsbuildinfo');
  // tsc writes only what changed since: not what somebody deleted.
  if (!existsSync(join(ROOT, 'dist/index.js'))) rmSync(info, { force: true });
  const status = await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  if (status !== 0) throw new SetupError('FLB_NODE_E_BUILD', 'the TypeScript sources do not compile; see above.');
}

/** @param {Record<string, boolean>} parts - options of CMakeLists.txt */
async function buildNative(libnode, parts) {
  step(`building the runtime, the host and the examples: cmake (libnode ${libnode.version})`);
  const wanted = {
    // A LIBNODE_DIR that is no longer set must not live on in the cache.
    LIBNODE_DIR: libnode.from === 'LIBNODE_DIR' ? libnode.prefix : 'NOTFOUND',
  };
  // Once on they stay on: switching them off and on again would configure twice per `npm start; npm test`.
  for (const [name, on] of Object.entries(parts)) wanted[name] = on || readCache(name) === 'ON' ? 'ON' : 'OFF';
  if (!readCache('CMAKE_GENERATOR')) {
    if ((await cmakeJs('configure', ...define(wanted, '--CD'))) !== 0) failed();
  } else if (!isConfigured(wanted, libnode)) {
    if ((await run('cmake', [BINARY_DIR, ...define(wanted, '-D')])) !== 0) failed();
  }
  if ((await cmakeJs('build', '--parallel', String(availableParallelism()))) !== 0) failed();
}

function isConfigured(wanted, libnode) {
  const same = Object.entries(wanted).every(([name, value]) => (readCache(name) || 'NOTFOUND') === value);
  return same && readCache('FLB_NODE_LIBNODE') === libnode.library;
}

const define = (options, flag) => Object.entries(options).map(([name, value]) => `${flag}${name}=${value}`);

function cmakeJs(...args) {
  const program = join(ROOT, 'node_modules/cmake-js/bin/cmake-js');
  return run(process.execPath, [program, ...args, '--out', BINARY_DIR, '--config', 'Release', '--log-level', 'error']);
}

function failed() {
  throw new SetupError('FLB_NODE_E_BUILD', 'the native build failed; see above.');
}

function readCache(name) {
  const file = join(BINARY_DIR, 'CMakeCache.txt');
  if (!existsSync(file)) return undefined;
  return new RegExp(`^${name}:\\w+=(.*)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
}
