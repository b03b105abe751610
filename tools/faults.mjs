// `npm run test:faults`: what a plugin can do wrong, a line per fault and kind of plugin. On our own host, or, with
// `-- --fluent-bit`, on a real one.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/faults.mjs').then(({ faults, report }) => faults(process.argv.slice(2)).catch(report));
