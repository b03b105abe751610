// The documentation as a site.
//   npm run docs:build   build/site
//   npm run docs:dev     shows it while it is written
//   npm run docs:check   builds it, reads it in a headless Chromium, and takes its pictures (docs/images)
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/site/site.mjs').then(({ site, report }) => site(process.argv[2]).catch(report));
