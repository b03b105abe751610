// node bundle.mjs ENTRY OUTPUT [--depfile=FILE] [--source-map=inline|linked|none]
//
// One CommonJS file out of a TypeScript (or JavaScript) entry and all that it imports, for the Node 18 to 24 inside of
// Fluent Bit.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { depfile: { type: 'string' }, 'source-map': { type: 'string', default: 'inline' } },
});
const [entry, output] = positionals.map((path) => resolve(path));

try {
  const result = await build({
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    sourcemap: values['source-map'] === 'none' ? false : values['source-map'],
    // Stacks need the positions only; with the sources a plugin of 500 KB is one of 1.9 MB, read at every start.
    sourcesContent: false,
    // The map's paths are relative to the bundle, which ends up inside a .so that may be anywhere.
    sourceRoot: `${pathToFileURL(dirname(output))}/`,
    // Names of classes and functions are what logs and stacks show.
    keepNames: true,
    // Native addons are loaded at run time, from beside the plugin.
    external: ['*.node'],
    // What `import.meta.url` is for in a bundle: createRequire() and files beside the plugin.
    define: { 'import.meta.url': 'flbNodeImportMeta.url' },
    inject: [join(PACKAGE, 'cmake/import-meta.js')],
    alias: ownSources(),
    metafile: true,
    logLevel: 'warning',
  });
  mkdirSync(dirname(output), { recursive: true });
  if (values.depfile) writeFileSync(values.depfile, depfile(Object.keys(result.metafile.inputs)));
} catch (error) {
  // esbuild has printed what is wrong, with file, line and source.
  if (!error.errors) console.error(error);
  console.error(`FLB_NODE_E_BUNDLE: ${entry} could not be bundled.`);
  process.exit(1);
}

/** Inside this repository the package's name means its sources; nobody has to run tsc before building an example. */
function ownSources() {
  if (!entry.startsWith(PACKAGE + sep) || !existsSync(join(PACKAGE, 'src/index.ts'))) return {};
  return {
    'fluent-bit-node/testing': join(PACKAGE, 'src/testing/index.ts'),
    'fluent-bit-node': join(PACKAGE, 'src/index.ts'),
  };
}

/** In make's format, which ninja reads too. Absolute: build programs run in folders of their own. */
function depfile(inputs) {
  const escaped = (path) => path.replace(/[ #]/g, '\\$&').replaceAll('$', '$$$$');
  return `${escaped(output)}: \\\n  ${inputs.map((path) => escaped(resolve(path))).join(' \\\n  ')}\n`;
}
