// What is in a platform's package runs on every machine of that platform: checked on the files themselves.
import { existsSync, openSync, readSync, closeSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../fail.mjs';
import { capture } from '../run.mjs';

const PARTS = ['plugin/flb-node-template.so', 'plugin/flb-filter-template.so', 'bin/flb-node-host', 'THIRD-PARTY.md'];

/** @throws SetupError naming everything that is missing or not fit for another machine */
export function checkPrebuilt(platform, folder) {
  const runtimes = existsSync(join(folder, 'lib')) ? readdirSync(join(folder, 'lib')) : [];
  const libraries = runtimes.map((name) => `lib/${name}/libflbnode.so`);
  const needed = [...(libraries.length > 0 ? libraries : ['lib/node-NNN/libflbnode.so']), ...PARTS];
  const missing = needed.filter((path) => !existsSync(join(folder, path)));
  const problems = missing.map((path) => `${path} is missing`);
  for (const path of needed) {
    if (missing.includes(path) || path.endsWith('.md')) continue;
    problems.push(...elfProblems(platform, join(folder, path)).map((what) => `${path} ${what}`));
  }
  if (problems.length === 0) return;
  throw new SetupError('FLB_NODE_E_PACK', `the package for ${platform.name} is not whole:\n  ${problems.join('\n  ')}`);
}

function elfProblems(platform, file) {
  const head = Buffer.alloc(20);
  const open = openSync(file, 'r');
  readSync(open, head, 0, head.length, 0);
  closeSync(open);
  if (head.readUInt32BE(0) !== 0x7f454c46 || head.readUInt16LE(18) !== platform.machine) {
    return [`is not an ELF file for ${platform.arch}`];
  }
  const problems = [];
  const dynamic = capture('readelf', ['-dW', file]).stdout;
  const runpath = /\((?:RUNPATH|RPATH)\).*\[(.*)\]/.exec(dynamic)?.[1] ?? '';
  // A folder of this machine would be searched on the user's, whoever owns it there; an empty one is the current folder.
  const foreign = runpath.split(':').filter((path) => !path.startsWith('$ORIGIN'));
  if (runpath !== '' && foreign.length > 0) problems.push(`looks for libraries in "${runpath}"`);
  if (/ \.debug_info/.test(capture('readelf', ['-SW', file]).stdout)) problems.push('is not stripped');
  return problems;
}
