// The platforms with a package of compiled files: those whose libnode Debian has.
import { SetupError } from '../fail.mjs';
import { ROOT } from '../run.mjs';
import { join } from 'node:path';

/**
 * @typedef {object} Platform
 * @property {string} name - the package is `@fluent-bit-node/<name>`
 * @property {string} arch - process.arch
 * @property {string} debian - the same, as Debian calls it
 * @property {string} triplet - its folder below /usr/lib
 * @property {number} machine - e_machine of an ELF file
 * @property {string} toolchain - for CMake, when this machine is another
 */

/** @type {Record<string, Platform>} */
export const PLATFORMS = Object.fromEntries(
  [
    { name: 'linux-x64-gnu', arch: 'x64', debian: 'amd64', triplet: 'x86_64-linux-gnu', machine: 62 },
    { name: 'linux-arm64-gnu', arch: 'arm64', debian: 'arm64', triplet: 'aarch64-linux-gnu', machine: 183 },
  ].map((one) => [one.name, { ...one, toolchain: join(ROOT, `cmake/toolchains/${one.triplet}.cmake`) }]),
);

/** @param {string} arch - as `process.arch` has it */
export function platformOf(arch) {
  const found = Object.values(PLATFORMS).find((platform) => platform.arch === arch);
  if (found) return found;
  const all = Object.values(PLATFORMS).map((platform) => platform.arch);
  throw new SetupError('FLB_NODE_E_USAGE', `there is no package for ${arch}; there are ${all.join(', ')}.`);
}

export const ownPlatform = () => platformOf(process.arch);
