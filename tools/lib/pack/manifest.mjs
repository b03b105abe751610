// The package.json of each package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run.mjs';
import { PLATFORMS } from './platforms.mjs';

const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

export const VERSION = own.version;

/** What is published says where it was built from; the registry checks that against the provenance. */
const repository = () => {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
  return server && name ? { repository: { type: 'git', url: `git+${server}/${name}.git` } } : {};
};

export const platformPackage = (platform) => `@fluent-bit-node/${platform.name}`;

/**
 * Ours, without what works in this repository only, and no longer private, which keeps a stray `npm publish` from
 * publishing the repository as it is. devDependencies stay: nobody gets them, and `flb-node create` reads
 * its versions there. The platforms' packages are named here and not there: `npm ci` of a clone would ask for a version
 * that is not published yet.
 */
export function mainManifest() {
  const { scripts, overrides, private: unpublished, ...kept } = own;
  const optional = Object.values(PLATFORMS).map((platform) => [platformPackage(platform), VERSION]);
  return { ...kept, ...repository(), optionalDependencies: Object.fromEntries(optional) };
}

/** npm skips the package on every other machine. */
export function platformManifest(platform) {
  return {
    name: platformPackage(platform),
    version: VERSION,
    description: `fluent-bit-node, compiled for Linux ${platform.arch} with glibc`,
    license: own.license,
    ...repository(),
    type: 'commonjs', // it has no code: this saves tools the question
    os: ['linux'],
    cpu: [platform.arch],
    libc: ['glibc'],
    // Yarn would keep it in an archive, where no loader finds a library.
    preferUnplugged: true,
    files: ['lib', 'plugin', 'bin', 'THIRD-PARTY.md'],
    exports: { './package.json': './package.json' },
    publishConfig: { access: 'public' },
  };
}
