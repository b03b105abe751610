// node bundle.mjs ENTRY OUTPUT [--depfile=FILE] [--source-map=inline|linked|none]
//
// One CommonJS file out of a TypeScript (or JavaScript) entry and all that it imports (lib/bundle.mjs).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './lib/bundle.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { depfile: { type: 'string' }, 'source-map': { type: 'string', default: 'inline' } },
});
const [entry, output] = positionals.map((path) => resolve(path));

try {
  const result = await bundle({ entry, output, sourceMap: values['source-map'] });
  mkdirSync(dirname(output), { recursive: true });
  if (values.depfile) writeFileSync(values.depfile, depfile(Object.keys(result.metafile.inputs)));
} catch (error) {
  // esbuild has printed what is wrong, with file, line and source.
  if (!error.errors) console.error(error);
  console.error(`FLB_NODE_E_BUNDLE: ${entry} could not be bundled.`);
  process.exit(1);
}

/** In make's format, which ninja reads too. Absolute: build programs run in folders of their own. */
function depfile(inputs) {
  const escaped = (path) => path.replace(/[ #]/g, '\\$&').replaceAll('$', '$$$$');
  return `${escaped(output)}: \\\n  ${inputs.map((path) => escaped(resolve(path))).join(' \\\n  ')}\n`;
}
