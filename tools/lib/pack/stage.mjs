// A folder for each package, exactly as it is packed, and the tarball of it.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupError } from '../fail.mjs';
import { ROOT, capture, run, step } from '../run.mjs';
import { checkPrebuilt } from './elf.mjs';
import { VERSION, mainManifest, platformManifest, platformPackage } from './manifest.mjs';

export const OUTPUT = join(ROOT, 'build/npm');
/** What was compiled, as the platforms' packages have it: linux-x64-gnu/{lib,plugin,bin}. */
export const PREBUILDS = join(OUTPUT, 'prebuilds');
const STAGE = join(OUTPUT, 'stage');

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

function freshFolder(name) {
  const folder = join(STAGE, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** fluent-bit-node: JavaScript, and the sources of everything that is compiled. Resolves to the folder. */
export async function stageMain() {
  const folder = freshFolder('fluent-bit-node');
  const manifest = mainManifest();
  for (const path of [...manifest.files, 'LICENSE', 'README.md']) {
    // Not dist/: a file whose source is gone may still be there. npm itself leaves out what begins with `!`.
    if (path !== 'dist' && !path.startsWith('!')) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  await compile(folder);
  writeFileSync(join(folder, 'package.json'), json(manifest));
  return folder;
}

/** dist/ out of the src/ in that folder: the source maps lead from the one to the other. */
async function compile(folder) {
  step('compiling the package: tsc');
  const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8'));
  const { incremental, tsBuildInfoFile, ...options } = compilerOptions;
  const config = join(STAGE, 'tsconfig.json');
  const [rootDir, outDir] = ['src', 'dist'].map((name) => join(folder, name));
  const whole = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: { ...options, rootDir, outDir }, include: [rootDir] };
  writeFileSync(config, json(whole));
  const status = await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config]);
  if (status !== 0) throw new SetupError('FLB_NODE_E_BUILD', 'the TypeScript sources do not compile; see above.');
}

/** @returns {string} the folder of @fluent-bit-node/<platform>, which holds what `prebuilds` has */
export function stagePlatform(platform, prebuilds) {
  checkPrebuilt(platform, prebuilds);
  const folder = freshFolder(platform.name);
  cpSync(prebuilds, folder, { recursive: true });
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'package.json'), json(platformManifest(platform)));
  writeFileSync(join(folder, 'README.md'), readme(platform));
  return folder;
}

const readme = (platform) => `# ${platformPackage(platform)}

What \`fluent-bit-node\` is, compiled, for Linux ${platform.arch} with glibc. It comes with that package.

- \`lib/node-NNN/libflbnode.so\`: the runtime, for libnode with that ABI
- \`plugin/\`: plugins without a bundle, which \`flb-node build --prebuilt\` fills in
- \`bin/flb-node-host\`: runs a plugin on a machine without Fluent Bit

THIRD-PARTY.md has the licences of what is compiled into them.
`;

/** @returns {{ path: string, size: number, unpacked: number, files: number }} */
export function tarball(folder) {
  const args = ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', OUTPUT];
  const { status, stdout, stderr } = capture('npm', args);
  if (status !== 0) throw new SetupError('FLB_NODE_E_PACK', `npm pack ${relative(ROOT, folder)} failed:\n${stderr}`);
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(stdout);
  return { path: relative(ROOT, join(OUTPUT, filename)), size, unpacked: unpackedSize, files: entryCount };
}

/** Where `npm run pack` has put them. @param {import('./platforms.mjs').Platform} platform */
export const tarballs = (platform) => ({
  main: join(OUTPUT, `fluent-bit-node-${VERSION}.tgz`),
  platform: join(OUTPUT, `fluent-bit-node-${platform.name}-${VERSION}.tgz`),
});
