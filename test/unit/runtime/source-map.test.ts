import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { mapStack } from '../../../src/runtime/source-map.ts';

const BUILT = '/built/here';
const FILE = '/opt/plugins/my-plugin.so.cjs';

async function bundle(contents: string): Promise<string> {
  const result = await build({
    stdin: { contents, sourcefile: 'src/plugin.ts', loader: 'ts' },
    outfile: join(BUILT, 'out.cjs'),
    sourcemap: 'inline',
    sourceRoot: `${pathToFileURL(BUILT)}/`,
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}

/** Line and column, from 1, of a text in the bundle. */
function placeOf(source: string, text: string): string {
  const before = source.slice(0, source.indexOf(text)).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

test('frames of the bundle become those of the source, wherever the bundle is now', async () => {
  const source = await bundle('interface Gone {}\n\nexport function spin(): never {\n  for (;;) tick();\n}\ndeclare function tick(): void;\n');
  const stack = [`    at spin (${FILE}:${placeOf(source, 'tick()')})`, `    at ${FILE}:${placeOf(source, 'tick()')}`].join('\n');
  expect(mapStack(stack, source, FILE)).toBe(
    ['    at spin (/built/here/src/plugin.ts:4:12)', '    at /built/here/src/plugin.ts:4:12'].join('\n'),
  );
});

test('other frames stay as they are', async () => {
  const source = await bundle('export const a = 1;');
  const stack = '    at node:internal/main:1:2\n    at evaluate ([worker eval]:418:13)\n    something else';
  expect(mapStack(stack, source, FILE)).toBe(stack);
});

test.each(['', 'no map', '\n//# sourceMappingURL=data:application/json;base64,e30=', '\n//# sourceMappingURL=data:application/json;base64,????'])(
  'without a usable map (%j) the stack stays as it is',
  (source) => {
    const stack = `    at spin (${FILE}:1:1)`;
    expect(mapStack(stack, source, FILE)).toBe(stack);
  },
);
