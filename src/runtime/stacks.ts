/**
 * Stacks of a Worker's errors name the lines of the TypeScript source.
 *
 * Node does this by itself, but reads the map when it compiles the file: a third of the bundle, in every Worker, for
 * errors that most Workers never have. Here it is read when the first stack is printed.
 *
 * @module
 */
import { findSourceMap, type SourceMap } from 'node:module';
import { mapFrames, readMap } from './source-map.ts';

/** What V8 prints first; of Node's own errors what Node does: `TypeError [ERR_INVALID_ARG_TYPE]: ...`. */
function headerOf(error: Error & { code?: unknown }): string {
  try {
    const header = Error.prototype.toString.call(error);
    const { code } = error;
    if (typeof code !== 'string' || !code.startsWith('ERR_')) return header;
    const withCode = `${error.name} [${code}]: ${error.message}`;
    return String(error) === withCode ? withCode : header;
  } catch {
    // A getter of the plugin's.
    return 'Error';
  }
}

/**
 * Whenever V8 prints a stack in this thread. A plugin may set `Error.prepareStackTrace` to its own, as anywhere.
 *
 * @param filename - what frames call the bundle.
 * @param comment - of the bundle, with its map inside.
 */
export function mapStacks(filename: string, comment: string): void {
  // For the other files that a plugin loads; asked below.
  process.setSourceMapsEnabled(true);
  let own: { map: SourceMap | undefined } | undefined;
  const mapOf = (file: string): SourceMap | undefined => {
    if (file !== filename || comment === '') return findSourceMap(file);
    own ??= { map: readMap(comment) };
    return own.map;
  };
  const prepare = (error: Error, frames: readonly NodeJS.CallSite[]): string => {
    const header = headerOf(error);
    const stack = frames.map((frame) => `\n    at ${frame}`).join('');
    try {
      return header + mapFrames(stack, mapOf);
    } catch {
      // For want of memory or stack: then the lines of the bundle say more than nothing.
      return header + stack;
    }
  };
  Object.defineProperty(Error, 'prepareStackTrace', { value: prepare, writable: true, configurable: true });
}
