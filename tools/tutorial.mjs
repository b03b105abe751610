// `npm run docs:tutorial`: does what docs/tutorial.md says, and compares what is printed with what stands there.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/tutorial/tutorial.mjs').then(({ main, report }) => main(process.argv.slice(2)).catch(report));
