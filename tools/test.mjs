// `npm test`: every suite. `npm test -- unit native-asan`: some of them.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/test.mjs').then(({ test, report }) => test(process.argv.slice(2)).catch(report));
