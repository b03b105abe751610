// The Go peers: a small module each, built when `go` is there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { capture, onPath, ROOT, step } from '../../tools/lib/run.mjs';
import { BUILT, built } from './peers.mjs';

const PEERS = join(ROOT, 'bench/peers/go');

/** Builds what is not up to date. Returns why, for each that could not be built. */
export function buildGoPeers() {
  const failures = {};
  const go = onPath('go');
  for (const name of readdirSync(PEERS)) {
    if (!go) failures[name] = 'go is not on PATH';
    else if (!isCurrent(name)) Object.assign(failures, build(go, name));
  }
  return failures;
}

const isCurrent = (name) =>
  existsSync(built(name)) &&
  readdirSync(join(PEERS, name)).every((file) => statSync(join(PEERS, name, file)).mtimeMs < statSync(built(name)).mtimeMs);

function build(go, name) {
  step(`building the peer ${name}: go`);
  // In a copy: a module that names no versions gets them written into its go.mod.
  const folder = join(BUILT, 'go', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(PEERS, name), folder, { recursive: true });
  const pinned = /require/.test(readFileSync(join(folder, 'go.mod'), 'utf8'));
  const args = ['build', ...(pinned ? [] : ['-mod=mod']), '-buildmode=c-shared', '-o', built(name), '.'];
  const { status, stderr } = capture(go, args, { cwd: folder });
  if (status === 0) return {};
  const why = stderr.trim().split('\n').at(-1)?.replace('server response:', '').trim() ?? `status ${status}`;
  return { [name]: `go build: ${why}` };
}
