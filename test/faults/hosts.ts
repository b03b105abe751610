/** `npm run test:faults` runs on our own host, `-- --fluent-bit` on a real one, the suite of `npm test` on both. */
import { fluentBit, type Host, newestHost } from '../e2e/support/hosts.ts';

const choice = process.env['FLB_NODE_FAULTS_ON'] ?? 'all';

const real = fluentBit ? [fluentBit] : [];
export const chosenHosts: Host[] = choice === 'host' ? [newestHost] : choice === 'fluent-bit' ? real : [newestHost, ...real];
