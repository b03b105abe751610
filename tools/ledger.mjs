// `npm run test:ledger -- [--rounds N] [--seed S] [--jobs N] [--fluent-bit]`: numbered records under faults, pauses, reloads,
// restarts and retries, on our own host or on a real Fluent Bit. Round N has the seed S + N, which repeats it.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/ledger.mjs').then(({ testLedger, report }) => testLedger(process.argv.slice(2)).catch(report));
