// Two runs at once must not unpack, install or build over each other.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './run.mjs';

/** Runs `work` while this process holds the lock of that name; waits for another holder first. */
export async function withLock(name, work) {
  const file = join(ROOT, 'build', `.${name}.lock`);
  mkdirSync(join(ROOT, 'build'), { recursive: true });

  let told = false;
  while (!take(file)) {
    const pid = holder(file);
    if (pid === undefined) continue; // released, or taken from one that is dead
    if (!told) console.log(`==> waiting for another run (process ${pid}, ${file})`);
    told = true;
    await sleep(250);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release); // also when `work` ends the process
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  // Written aside and linked, so that the lock never exists without its holder's id.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return stale(file) && steal(file);
  } finally {
    rmSync(mine, { force: true });
  }
}

const holder = (file) => {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // released meanwhile
  }
};

function stale(file) {
  const pid = holder(file);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// Of several that see the same dead holder one gets to rename the file; the next attempt takes the lock.
function steal(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    rmSync(aside);
  } catch {
    // another one was faster
  }
  return false;
}
