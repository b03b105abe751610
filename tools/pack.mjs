// `npm run pack`: the npm packages, in build/npm/.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/pack.mjs').then(({ pack, report }) => pack(process.argv.slice(2)).catch(report));
