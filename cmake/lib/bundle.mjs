// One CommonJS file out of a TypeScript (or JavaScript) entry and all that it imports, for the Node inside of Fluent Bit.
// Used by the build (cmake/bundle.mjs) and by flb-node (src/cli).
import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, context } from 'esbuild';

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Bundles once.
 *
 * @param {import('./bundle.mjs').BundleOptions} options
 */
export const bundle = (options) => build(esbuildOptions(options));

/** For bundling again and again: esbuild keeps what it has parsed. The caller disposes of it. */
export const bundleContext = (options) => context(esbuildOptions(options));

function esbuildOptions(options) {
  const { entry, output, target = 'node18', sourceMap = 'inline', minify = false, external = [], logLevel = 'warning' } = options;
  return {
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target,
    minify,
    sourcemap: sourceMap === 'none' ? false : sourceMap,
    // Stacks need the positions only; with the sources a plugin of 500 KB is one of 1.9 MB, read at every start.
    sourcesContent: false,
    // The map's paths are relative to the bundle, which ends up inside a .so that may be anywhere.
    sourceRoot: `${pathToFileURL(dirname(output))}/`,
    // Names of classes and functions are what logs and stacks show.
    keepNames: true,
    // Native addons are loaded at run time, from beside the plugin.
    external: ['*.node', ...external],
    // What `import.meta.url` is for in a bundle: createRequire() and files beside the plugin.
    define: { 'import.meta.url': 'flbNodeImportMeta.url' },
    inject: [join(PACKAGE, 'cmake/import-meta.js')],
    alias: external.includes('fluent-bit-node') ? {} : ownSources(entry),
    metafile: true,
    logLevel,
  };
}

/** Inside this repository the package's name means its sources; nobody has to run tsc before building an example. */
function ownSources(entry) {
  if (!entry.startsWith(PACKAGE + sep) || !existsSync(join(PACKAGE, 'src/index.ts'))) return {};
  return {
    'fluent-bit-node/testing': join(PACKAGE, 'src/testing/index.ts'),
    'fluent-bit-node': join(PACKAGE, 'src/index.ts'),
  };
}
