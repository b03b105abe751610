// The packages used as others use them: in a folder outside of the repository.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { DEPS, findLibNode } from '../libnode.mjs';
import { capture, onPath } from '../run.mjs';
import { ownPlatform } from './platforms.mjs';

export const emptyFolder = (prefix) => realpathSync(mkdtempSync(join(tmpdir(), prefix)));

/**
 * What makes the set-up's private libnode (.deps/) one that is installed; nothing where it is. `undefined`: there is no
 * libnode.
 */
export function libnodeEnvironment() {
  if (!process.env.LIBNODE_DIR && isOnSystem()) return {};
  const libnode = findLibNode();
  if (!libnode) return undefined;
  const beside = capture('find', [join(DEPS, 'runtime'), '-name', '*.so.*', '-printf', '%h\n']).stdout.split('\n');
  const folders = new Set([dirname(libnode.library), ...beside, process.env.LD_LIBRARY_PATH ?? '']);
  folders.delete('');
  return { LIBNODE_DIR: libnode.prefix, LD_LIBRARY_PATH: [...folders].join(delimiter) };
}

/** Without its headers too: these are for who compiles. */
function isOnSystem() {
  const folder = join('/usr/lib', ownPlatform().triplet);
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('libnode.so.'));
}

/** Makes a folder to be PATH: with Node and npm, and neither a compiler nor a build program. */
export function pathWithoutCompiler(folder) {
  mkdirSync(folder);
  for (const name of ['node', 'npm', 'npx', 'sh']) {
    const found = onPath(name);
    if (found) symlinkSync(realpathSync(found), join(folder, name));
  }
  return folder;
}

/**
 * Fetches into npm's cache what the manifest in that folder asks for, by installing it there: what comes then can be done
 * offline. A platform's package that no registry has yet may be missing; those are optional.
 */
export function primeCache(folder) {
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status, stdout, stderr } = capture('npm', args, { cwd: folder });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} in ${folder} failed:\n${stdout}${stderr}`);
}
