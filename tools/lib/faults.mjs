// The fault table of test/faults, by itself.
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { SetupError } from './fail.mjs';
import { realFluentBit } from './start.mjs';
import { vitest } from './suites.mjs';

export { report } from './fail.mjs';

export async function faults(args) {
  const { values } = parseArgs({ args, options: { 'fluent-bit': { type: 'boolean', default: false } } });
  const real = values['fluent-bit'];
  if (real && !realFluentBit()) {
    throw new SetupError('FLB_NODE_E_NO_FLUENT_BIT', 'there is no fluent-bit on PATH, and FLUENT_BIT is not set.', [
      'npm run test:faults',
    ]);
  }
  await build({ tests: true });
  process.env.FLB_NODE_FAULTS_ON = real ? 'fluent-bit' : 'host';
  const { passed, failed, skipped } = await vitest('faults', ['--reporter=verbose']);
  const where = real ? realFluentBit() : 'flb-node-host';
  console.log(`faults on ${where}: ${passed} contained, ${failed} not, ${skipped.length} not tried`);
  process.exitCode = failed > 0 || skipped.length > 0 ? 1 : 0;
}
