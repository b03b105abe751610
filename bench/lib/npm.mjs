// What the external Node client uses and nothing else of ours does. Not among the project's own packages: those are for all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture, ROOT, step } from '../../tools/lib/run.mjs';

const FORWARD = join(ROOT, 'bench/peers/forward');

/** Installs it. Returns why, if that failed. */
export function installForwardPeer() {
  if (existsSync(join(FORWARD, 'node_modules/msgpackr'))) return undefined;
  step('installing the peer forward: npm');
  // Its optional package has native code that only reads.
  const args = ['install', '--omit=optional', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  const { status, stderr } = capture('npm', args, { cwd: FORWARD });
  return status === 0 ? undefined : `npm install: ${stderr.trim().split('\n')[0] ?? `status ${status}`}`;
}
