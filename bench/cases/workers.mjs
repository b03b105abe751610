// `node.workers`: an output whose work is JavaScript, on one Worker and on two.
import { dummy } from '../lib/record.mjs';

const on = (workers) => ({
  anyHost: true,
  needs: ['setting:node.workers'],
  config: ({ fed, built }) =>
    fed({
      plugins: [built('bench-sink')],
      inputs: [{ name: 'dummy', tag: 't', rate: 1000, copies: 1000, dummy, mem_buf_limit: '50M' }],
      // Two flushes at once in both: Fluent Bit's part is the same.
      outputs: [{ name: 'bench-sink', match: '*', read: 'work', workers: 2, 'node.workers': workers }],
    }),
});

export default {
  name: 'workers',
  title: 'An output that computes',
  measure: 'flow',
  variants: { 'ours, node.workers 1': on(1), 'ours, node.workers 2': on(2) },
  targets: [{ number: 6, of: 'ours, node.workers 2', to: ['ours, node.workers 1'], rate: { atLeast: 1.6 } }],
};
