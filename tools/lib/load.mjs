// TypeScript of this project, for scripts that run in plain Node.
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './run.mjs';

/** The exports of a TypeScript module, by its path in the repository. */
export async function load(path) {
  const options = { bundle: true, format: 'esm', platform: 'node', write: false };
  const { outputFiles } = await build({ entryPoints: [join(ROOT, path)], ...options });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
