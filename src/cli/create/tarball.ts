/**
 * One file out of a package's tarball.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** The text of a member, or `undefined` when there is none of that name. @throws what reading or unpacking throws. */
export function readFromTarball(path: string, member: string): string | undefined {
  const tar = gunzipSync(readFileSync(path));
  // A header: the name in its first 100 bytes, the size in octal at 124. Names of 100 bytes and more are not ours.
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const name = text(tar, at, 100);
    const size = parseInt(text(tar, at + 124, 12), 8) || 0;
    const start = at + BLOCK;
    if (name === member) return tar.toString('utf8', start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

const text = (tar: Buffer, at: number, length: number): string =>
  tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
