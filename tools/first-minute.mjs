// `npm run demo:first-minute`: from an empty folder to a tested plugin in a running Fluent Bit, timed.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/first-minute.mjs').then(({ main, report }) => main(process.argv.slice(2)).catch(report));
