/**
 * `flb-node setup`.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Exit, finish, type CliCommand } from '../command.ts';
import { installedLibnodes, loaderFolders, setupFolder } from '../libnode.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { print, printJson, say } from '../terminal.ts';

export const command: CliCommand = {
  examples: [
    { command: 'sudo npx flb-node setup', what: 'libnode, by apt' },
    { command: 'eval "$(npx flb-node setup)"', what: 'and what Fluent Bit has to know of one that could not be installed' },
  ],
  define(command) {
    command.option('--json', 'as JSON').action(setup);
  },
};

/**
 * Prints the variables that a shell is to set: none where libnode is the system's.
 */
async function setup({ json }: { json?: boolean }): Promise<void> {
  if ((await getLibnode()) !== 0) return finish(Exit.findings);
  const [libnode] = installedLibnodes();
  if (libnode === undefined) return finish(Exit.findings);
  const folders = loaderFolders(libnode);
  say(`libnode is ${libnode.path}`);
  if (json) printJson({ libnode: libnode.path, abi: libnode.abi, LD_LIBRARY_PATH: folders });
  else if (folders.length > 0) print(`export LD_LIBRARY_PATH=${folders.join(':')}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`);
}

/** With the set-up of this package's repository, which says what it does and how to fix what goes wrong. @returns its status */
function getLibnode(): Promise<number | null> {
  return new Promise((resolve, reject) => {
    // What it says are words: stdout is for the variables.
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'tools/libnode.mjs')], {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, FLB_NODE_DEPS: setupFolder() },
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
