// The ledger of test/ledger, by itself.
import { parseArgs } from 'node:util';
import { ledger } from '../../test/ledger/ledger.mjs';
import { build } from './build.mjs';
import { SetupError } from './fail.mjs';
import { realFluentBit } from './start.mjs';

export { report } from './fail.mjs';

const OPTIONS = {
  rounds: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
  jobs: { type: 'string', default: '2' },
  'fluent-bit': { type: 'boolean', default: false },
};

export async function testLedger(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const real = values['fluent-bit'];
  if (real && !realFluentBit()) {
    throw new SetupError('FLB_NODE_E_NO_FLUENT_BIT', 'there is no fluent-bit on PATH, and FLUENT_BIT is not set.', [
      'npm run test:ledger',
    ]);
  }
  const [rounds, seed, jobs] = [values.rounds, values.seed, values.jobs].map(Number);
  await build({ tests: true });
  const { failed } = await ledger({ rounds, seed, jobs, fluentBit: real ? realFluentBit() : undefined });
  process.exitCode = failed > 0 ? 1 : 0;
}
