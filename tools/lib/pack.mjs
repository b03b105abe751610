// The npm packages: fluent-bit-node itself, and one for each platform with what was compiled for it.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from './fail.mjs';
import { PLATFORMS, ownPlatform, platformOf } from './pack/platforms.mjs';
import { buildPrebuilt } from './pack/prebuilt.mjs';
import { OUTPUT, PREBUILDS, stageMain, stagePlatform, tarball } from './pack/stage.mjs';
import { ensurePackages } from './packages.mjs';

export { report } from './fail.mjs';

const OPTIONS = {
  arch: { type: 'string', multiple: true, default: [] },
  libnode: { type: 'string', multiple: true, default: [] },
  prebuilds: { type: 'string', multiple: true, default: [] },
  'native-only': { type: 'boolean', default: false },
};

const USAGE = `npm run pack -- [options]
  --arch x64|arm64   build for it here; repeatable (this machine's, unless --prebuilds has it all)
  --libnode PREFIX   also for this libnode of the first --arch: PREFIX/include/node, PREFIX/lib; repeatable
  --prebuilds DIR    take what was built elsewhere: DIR/linux-x64-gnu/lib/node-115/libflbnode.so; repeatable
  --native-only      only build, into build/npm/prebuilds: what another machine hands in with --prebuilds`;

/** Prints one line for each tarball: its path, and what it weighs. */
export async function pack(args) {
  const { arch, libnode, prebuilds, 'native-only': nativeOnly } = readOptions(args);
  await ensurePackages();
  rmSync(PREBUILDS, { recursive: true, force: true });
  for (const folder of prebuilds) takePrebuilds(resolve(folder));
  const platforms = arch.length > 0 ? arch.map(platformOf) : prebuilds.length > 0 ? [] : [ownPlatform()];
  for (const [at, platform] of platforms.entries()) {
    await buildPrebuilt(platform, join(PREBUILDS, platform.name), at === 0 ? libnode : []);
  }
  if (nativeOnly) return;

  const staged = [await stageMain()];
  for (const name of readdirSync(PREBUILDS).sort()) staged.push(stagePlatform(PLATFORMS[name], join(PREBUILDS, name)));
  for (const { path, size, unpacked, files } of staged.map(tarball)) {
    console.log(`${path}  ${kilobytes(size)}, ${kilobytes(unpacked)} unpacked, ${files} files`);
  }
}

function readOptions(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new SetupError('FLB_NODE_E_USAGE', `${error.message}\n\n${USAGE}`);
  }
}

/** Several folders may each bring a part of one platform: a runtime is built where its libnode is. */
function takePrebuilds(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name in PLATFORMS) : [];
  if (names.length === 0) {
    const wanted = Object.keys(PLATFORMS).join(' or ');
    throw new SetupError('FLB_NODE_E_PACK', `--prebuilds ${folder}: there is no folder ${wanted} in it.`);
  }
  mkdirSync(OUTPUT, { recursive: true });
  for (const name of names) cpSync(join(folder, name), join(PREBUILDS, name), { recursive: true });
}

const kilobytes = (bytes) => `${Math.round(bytes / 1024)} KB`;
