// The ledger of test/ledger, by itself.
import { parseArgs } from 'node:util';
import { ledger } from '../../test/ledger/ledger.mjs';
import { build } from './build.mjs';
import { requireFluentBit } from './start.mjs';

export { report } from './fail.mjs';

const OPTIONS = {
  rounds: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
  jobs: { type: 'string', default: '2' },
  'fluent-bit': { type: 'boolean', default: false },
};

export async function testLedger(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const fluentBit = values['fluent-bit'] ? requireFluentBit('npm run test:ledger') : undefined;
  const [rounds, seed, jobs] = [values.rounds, values.seed, values.jobs].map(Number);
  await build({ tests: true });
  const { failed } = await ledger({ rounds, seed, jobs, fluentBit });
  process.exitCode = failed > 0 ? 1 : 0;
}
