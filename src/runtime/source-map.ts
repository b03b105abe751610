/**
 * Stacks in the lines of the TypeScript source: that of a Worker that was interrupted, which native code takes, and
 * those of errors in the bundle (`stacks.ts`).
 *
 * @module
 */
import { SourceMap } from 'node:module';

/** What ends a bundle; also a search for it. */
const COMMENT = '\n//# sourceMappingURL=';
const INLINE = /^\n\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)\s*$/;
const FRAME = /^(\s+at (?:.* \()?)(.+):(\d+):(\d+)(\)?)$/;

/** A bundle, and the comment with its source map: empty where the map is not inside. */
export function splitBundle(source: string): { code: string; map: string } {
  // At the end: a search of the whole bundle, of a megabyte or more, would be for nothing.
  const at = source.lastIndexOf(COMMENT);
  const map = at === -1 ? '' : source.slice(at);
  return INLINE.test(map) ? { code: source.slice(0, at), map } : { code: source, map: '' };
}

/** @param comment - `map` of {@link splitBundle} */
export function readMap(comment: string): SourceMap | undefined {
  try {
    const data = INLINE.exec(comment)?.[1];
    return data === undefined ? undefined : new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString()));
  } catch {
    return undefined;
  }
}

/** `pathToFileURL` without `node:url`, which a Worker would load for it. */
function fileUrl(path: string): URL {
  const url = new URL('file:///');
  url.pathname = path.replaceAll('%', '%25').replaceAll('\\', '%5C');
  return url;
}

/**
 * @param stack - frames as V8 prints them.
 * @param mapOf - the source map of a file, if it has one.
 */
export function mapFrames(stack: string, mapOf: (file: string) => SourceMap | undefined): string {
  return stack
    .split('\n')
    .map((line) => {
      const [, before, file, row, column, after] = FRAME.exec(line) ?? [];
      const map = file === undefined ? undefined : mapOf(file);
      if (file === undefined || map === undefined) return line;
      const entry = map.findEntry(Number(row) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return line;
      const original = new URL((map.payload.sourceRoot ?? '') + entry.originalSource, fileUrl(file));
      const place = original.protocol === 'file:' ? decodeURIComponent(original.pathname) : entry.originalSource;
      return `${before}${place}:${entry.originalLine + 1}:${entry.originalColumn + 1}${after}`;
    })
    .join('\n');
}

/**
 * @param stack - frames as V8 prints them.
 * @param source - the bundle, with its source map inside.
 * @param filename - what the frames call the bundle.
 */
export function mapStack(stack: string, source: string, filename: string): string {
  const map = readMap(splitBundle(source).map);
  return mapFrames(stack, (file) => (file === filename ? map : undefined));
}
