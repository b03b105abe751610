// `npm run fuzz -- [--seconds 60] [--target NAME] [--keep]`: see tools/lib/fuzz.mjs.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/fuzz.mjs').then(({ main, report }) => main(process.argv.slice(2)).catch(report));
