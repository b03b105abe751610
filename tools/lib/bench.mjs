// The benchmarks, after a build with what they need.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bench } from '../../bench/run.mjs';
import { build } from './build.mjs';
import { findLibNode } from './libnode.mjs';
import { ROOT } from './run.mjs';
import { realFluentBit } from './start.mjs';

export { report } from './fail.mjs';

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  case: { type: 'string', multiple: true, default: [] },
  variants: { type: 'string' },
  rounds: { type: 'string' },
  results: { type: 'string' },
  host: { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
};

export async function runBench(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (!values['no-build']) await build({ bench: true });
  const fluentBit = values.host ? undefined : realFluentBit();
  await bench({
    host: fluentBit ?? join(ROOT, 'build/bin/flb-node-host'),
    real: fluentBit !== undefined,
    libnode: findLibNode()?.version ?? 'unknown',
    quick: values.quick,
    only: values.case,
    variants: values.variants === undefined ? undefined : new RegExp(values.variants),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    results: values.results ?? (isWhole(values) ? undefined : join(ROOT, 'build/bench/results')),
  });
}

/** A part of the cases must not take the place of the results of all. */
const isWhole = (values) => values.case.length === 0 && values.variants === undefined && values.rounds === undefined && !values.host;
