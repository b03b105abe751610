/**
 * The stack of a Worker that was interrupted, in the lines of the TypeScript source. Node maps the stacks of errors by
 * itself; this one comes from native code.
 *
 * @module
 */
import { SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const INLINE = /^\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)\s*$/;
const FRAME = /^(\s+at (?:.* \()?)(.+):(\d+):(\d+)(\)?)$/;

function readMap(source: string): SourceMap | undefined {
  // At the end: a search of the whole bundle, of a megabyte or more, would be for nothing.
  const comment = source.slice(source.lastIndexOf('\n//#') + 1);
  try {
    const data = INLINE.exec(comment)?.[1];
    return data === undefined ? undefined : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()));
  } catch {
    return undefined;
  }
}

/**
 * @param stack - frames as V8 prints them.
 * @param source - the bundle, with its source map inside.
 * @param filename - what the frames call the bundle.
 */
export function mapStack(stack: string, source: string, filename: string): string {
  const map = readMap(source);
  if (map === undefined) return stack;
  return stack
    .split('\n')
    .map((line) => {
      const [, before, file, row, column, after] = FRAME.exec(line) ?? [];
      if (file !== filename) return line;
      const entry = map.findEntry(Number(row) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return line;
      const original = new URL((map.payload.sourceRoot ?? '') + entry.originalSource, pathToFileURL(filename));
      const place = original.protocol === 'file:' ? fileURLToPath(original) : entry.originalSource;
      return `${before}${place}:${entry.originalLine + 1}:${entry.originalColumn + 1}${after}`;
    })
    .join('\n');
}
