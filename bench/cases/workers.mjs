// `node.workers`: an output whose work is JavaScript, on one Worker and on two.
import { dummy } from '../lib/record.mjs';

const on = (tags, workers, more = {}) => ({
  anyHost: true,
  config: ({ fed, built }) =>
    fed({
      plugins: [built('bench-sink')],
      inputs: Array.from({ length: tags }, (_, n) => ({
        name: 'dummy', tag: `t.${n}`, rate: 1000, copies: 1000 / tags, dummy, mem_buf_limit: '10M',
      })),
      // Of the flushes that Fluent Bit has under way at once, some are for the same Worker: so two more than there are. The
      // same for all.
      outputs: [{ name: 'bench-sink', match: '*', read: 'work', workers: 4, 'node.workers': workers, ...more }],
    }),
});

export default {
  name: 'workers',
  title: 'An output that computes',
  measure: 'flow',
  variants: {
    'ours, node.workers 1': on(4, 1),
    'ours, node.workers 2': on(4, 2),
    // One tag, whose chunks have no order then.
    'ours, node.workers 2, node.ordered off': on(1, 2, { 'node.ordered': 'off' }),
  },
  targets: [{ number: 6, of: 'ours, node.workers 2', to: ['ours, node.workers 1'], rate: { atLeast: 1.6 } }],
};
