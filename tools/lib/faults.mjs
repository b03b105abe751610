// The fault table of test/faults, by itself.
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { requireFluentBit } from './start.mjs';
import { vitest } from './suites.mjs';

export { report } from './fail.mjs';

export async function faults(args) {
  const { values } = parseArgs({ args, options: { 'fluent-bit': { type: 'boolean', default: false } } });
  const fluentBit = values['fluent-bit'] ? requireFluentBit('npm run test:faults') : undefined;
  await build({ tests: true });
  process.env.FLB_NODE_FAULTS_ON = fluentBit ? 'fluent-bit' : 'host';
  const { passed, failed, skipped } = await vitest('faults', ['--reporter=verbose']);
  console.log(`faults on ${fluentBit ?? 'flb-node-host'}: ${passed} contained, ${failed} not, ${skipped.length} not tried`);
  process.exitCode = failed > 0 || skipped.length > 0 ? 1 : 0;
}
