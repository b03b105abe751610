// `npm run docs:screenshots [-- NAME...]`: pictures of flb-node in a terminal, docs/images/{top,doctor,run-diff}.png. The commands
// are really run, after `npm run build`. Needs tmux and Chromium; says so and does nothing where one is missing.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/screenshots.mjs').then(({ screenshots, report }) => screenshots(process.argv.slice(2)).catch(report));
