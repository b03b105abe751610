// From exec to the first record at a TCP output (`flush 0.01`).
import { dummy } from '../lib/record.mjs';
import { forwardClient } from '../peers/forward/start.mjs';

const RATE = 1000;
const several = (instances) => ({
  instances,
  inputs: ({ built }) => ({
    plugins: [built('bench-flood')],
    inputs: Array.from({ length: instances }, (_, i) => ({ name: 'bench-flood', tag: `t${i}`, rate: RATE })),
  }),
});

export default {
  name: 'start',
  title: 'Start to the first record at an output',
  measure: 'start',
  rounds: { full: 7, quick: 3 },
  variants: {
    'plain Fluent Bit': { inputs: () => ({ inputs: [{ name: 'dummy', tag: 't', rate: RATE, dummy }] }) },
    ours: several(1),
    'ours, 4 instances': several(4),
    'Go kit': {
      needs: ['go:kit-input'],
      inputs: ({ built }) => ({ plugins: [built('kit-input')], inputs: [{ name: 'kit-input', tag: 't', rate: RATE }] }),
    },
    'fluent-bit-go': {
      needs: ['go:fbg-input'],
      inputs: ({ built }) => ({ plugins: [built('fbg-input')], inputs: [{ name: 'fbg-input', tag: 't', rate: RATE }] }),
    },
    'Node to in_forward': {
      inputs: ({ port }) => ({ inputs: [{ name: 'forward', tag: 't', listen: '127.0.0.1', port }] }),
      client: (context) => forwardClient(context, 'msgpack', RATE),
    },
  },
  targets: [
    { number: 5, of: 'ours', first: { atMost: 250 } },
    { number: 5, of: 'ours, 4 instances', minus: 'ours', per: 3, last: { atMost: 40 } },
  ],
};
