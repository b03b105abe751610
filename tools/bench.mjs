// `npm run bench [-- --quick] [--case NAME]...`: the benchmarks of bench/, on a real Fluent Bit, or else on our own host. Prints
// a table of each case and one of all ratios, and writes bench/results/latest.json.
import { checkNode } from './lib/node-version.mjs';

checkNode();
import('./lib/bench.mjs').then(({ runBench, report }) => runBench(process.argv.slice(2)).catch(report));
