// `npm run test:tsan`: native/core and the runtime's state machine under ThreadSanitizer, and the model, which runs an
// instance in every order of its threads. Ends on a line of figures.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/tsan.mjs').then(({ tsan, report }) => tsan().catch(report));
