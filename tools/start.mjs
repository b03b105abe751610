// `npm start`: from a fresh clone to records that a TypeScript plugin made.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/start.mjs').then(({ start, report }) => start().catch(report));
