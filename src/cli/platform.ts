/**
 * What is prebuilt for this machine: in the platform package, as `@fluent-bit-node/linux-x64-gnu`, or, inside the
 * repository, in `build/`.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createError } from '../errors.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** As in the package's name: `linux-x64-gnu`. */
export function platformName(): string {
  const { platform, arch } = process;
  return platform === 'linux' ? `${platform}-${arch}-${isGlibc() ? 'gnu' : 'musl'}` : `${platform}-${arch}`;
}

/**
 * @param relative - as it is called in the platform package: `plugin/flb-node-template.so`, `bin/flb-node-host`,
 *   `lib/node-108/libflbnode.so`.
 * @returns its path; nothing when it is not there.
 */
export function platformFile(relative: string): string | undefined {
  const folder = packageFolder();
  const places = folder === undefined ? [] : [join(folder, relative)];
  return [...places, ...repositoryFiles(relative)].find((file) => existsSync(file));
}

/** As {@link platformFile}. @throws `FLB_NODE_E_PLATFORM` when it is not there. */
export function needPlatformFile(relative: string): string {
  const file = platformFile(relative);
  if (file === undefined) throw createError('FLB_NODE_E_PLATFORM', basename(relative), platformName());
  return file;
}

/**
 * The runtime for a libnode.
 *
 * @param abi - its number: 108 for `libnode.so.108`, of Node 18.
 */
export const runtimeFor = (abi: number): string | undefined => platformFile(`lib/node-${abi}/libflbnode.so`);

/** Which libnode a runtime was built for: `libnode.so.108` is among the names that it is linked with. */
export function abiOf(runtime: string): number | undefined {
  const abi = /\0libnode\.so\.(\d+)\0/.exec(readFileSync(runtime, 'latin1'))?.[1];
  return abi === undefined ? undefined : Number(abi);
}

function packageFolder(): string | undefined {
  try {
    const require = createRequire(join(PACKAGE_ROOT, 'package.json'));
    return dirname(require.resolve(`@fluent-bit-node/${platformName()}/package.json`));
  } catch {
    return undefined;
  }
}

/** The same file in the repository's build, whose folders are called otherwise. */
function repositoryFiles(relative: string): string[] {
  const build = join(PACKAGE_ROOT, 'build');
  const abi = /^lib\/node-(\d+)\//.exec(relative)?.[1];
  if (abi === undefined) return [join(build, relative.replace(/^plugin\//, 'prebuilt/'))];
  const runtime = join(build, 'lib/libflbnode.so');
  return existsSync(runtime) && abiOf(runtime) === Number(abi) ? [runtime] : [];
}

function isGlibc(): boolean {
  const { report } = process;
  // Else the report looks up the names of all open connections.
  Object.assign(report, { excludeNetwork: true });
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}
