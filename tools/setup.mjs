// `node tools/setup.mjs`: everything that a build needs, from a bare machine. Does nothing when all of it is there.
//
// Plain Node without packages: it runs before `npm ci`. This file also has to load on a Node that is too old, to say
// so; hence the import() after the check.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/setup.mjs').then(({ setup, report }) => setup().catch(report));
