/**
 * Keeps what a plugin prints out of the report: an output that writes to stdout is handed megabytes here.
 *
 * @module
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const isStandard = (fd: unknown): boolean => fd === 1 || fd === 2;

/** Takes what goes to stdout and stderr through `fs.writeSync` and their streams. Returns what undoes it. */
export function mute(): () => void {
  const { writeSync } = fs;
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: Object.getOwnPropertyDescriptor(stream, 'write') }));
  fs.writeSync = ((fd: number, data: string | NodeJS.ArrayBufferView, ...rest: []) =>
    isStandard(fd) ? Buffer.byteLength(data) : writeSync(fd, data as string, ...rest)) as typeof writeSync;
  syncBuiltinESMExports();
  for (const { stream } of streams) {
    stream.write = ((_data: unknown, ...rest: unknown[]) => {
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    }) as typeof stream.write;
  }
  return () => {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
    for (const { stream, write } of streams) {
      if (write) Object.defineProperty(stream, 'write', write);
      else Reflect.deleteProperty(stream, 'write');
    }
  };
}
