// node_modules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, asRoot } from './fail.mjs';
import { ROOT, onPath, run, step } from './run.mjs';

/** Installs what package-lock.json names, unless exactly that is there. */
export async function ensurePackages() {
  if (arePackagesCurrent()) return;
  if (!onPath('npm')) throw new SetupError('FLB_NODE_E_NPM', 'npm is not on PATH.', [asRoot('apt-get install -y npm')]);

  step('installing packages: npm ci');
  // --include=dev: the build needs esbuild and TypeScript also where NODE_ENV is production.
  // --loglevel: under `npm start --silent` the reason of a failure would be silent too.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=notice'];
  const status = await run('npm', args);
  if (status !== 0) throw new SetupError('FLB_NODE_E_NPM', `npm ci failed (status ${status}); see above.`, ['npm ci']);
}

/** npm writes down what it installed as its very last act, so a run that was cut short is not taken for a full one. */
export function arePackagesCurrent() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const have = installed[path];
    return have ? have.version === entry.version : entry.optional === true;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
