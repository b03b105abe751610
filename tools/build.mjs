// `npm run build`: the package (dist/), the runtime, the host and the example plugins (build/).
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/build.mjs').then(({ build, report }) => build().catch(report));
