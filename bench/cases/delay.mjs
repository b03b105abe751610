// Delay from write() to a TCP output, at Fluent Bit's flush intervals. 100 records a second.
import { forwardClient } from '../peers/forward/start.mjs';

const RATE = 100;
const paced = (name, settings) => ({ built }) => ({ plugins: [built(name)], input: { name, tag: 't', rate: RATE, ...settings } });

const at = (flush) => ({
  name: `delay ${flush}`,
  title: `Delay at \`flush ${flush}\``,
  measure: 'delay',
  rounds: { full: 5, quick: 1 },
  variants: {
    ours: { flush, input: paced('bench-flood') },
    'Node to in_forward': {
      flush,
      input: ({ port }) => ({ input: { name: 'forward', tag: 't', listen: '127.0.0.1', port } }),
      client: (context) => forwardClient(context, 'msgpack', RATE),
    },
    'Go kit': { flush, needs: ['go:kit-input'], input: paced('kit-input') },
  },
  targets: [
    { number: 4, of: 'ours', to: ['Node to in_forward'], median: { atMost: 1.1 } },
    { number: 4, of: 'ours', to: ['Node to in_forward'], p99: { atMost: 1.2 } },
  ],
});

/** What the ways to hand records over are worth. */
const modes = {
  name: 'delay, modes',
  title: 'Delay at `flush 0.05`, ours otherwise',
  measure: 'delay',
  rounds: { full: 3, quick: 0 },
  variants: {
    'ours, pushed': { flush: 0.05, input: paced('bench-flood') },
    'ours, ring not woken': { flush: 0.05, input: paced('bench-flood', { 'node.ring_wake': 'off' }) },
    'ours, polled': { flush: 0.05, input: paced('bench-flood', { 'node.push': 'off' }) },
  },
};

export const delays = [...[0.02, 0.05, 1].map(at), modes];
