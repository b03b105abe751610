// Memory when nothing flows off: an output that is not read, and a limit of 20 MB in Fluent Bit.
import { dummy } from '../lib/record.mjs';
import { forwardClient } from '../peers/forward/start.mjs';

const LIMIT = { mem_buf_limit: '20M' };
const plugin = (name, settings) => ({ built }) => ({ plugins: [built(name)], input: { name, tag: 't', ...LIMIT, ...settings } });

export default {
  name: 'queue',
  title: 'Memory with full queues',
  measure: 'queue',
  rounds: { full: 5, quick: 1 },
  variants: {
    ours: { input: plugin('bench-flood', { mode: 'batch' }) },
    'Go kit': { needs: ['go:kit-input'], input: plugin('kit-input') },
    'fluent-bit-go': { needs: ['go:fbg-input'], input: plugin('fbg-input') },
    'native in_dummy': { input: () => ({ input: { name: 'dummy', tag: 't', rate: 1000, copies: 1000, dummy, ...LIMIT } }) },
    'Node to in_forward, @msgpack/msgpack': {
      input: ({ port }) => ({
        input: { name: 'forward', tag: 't', listen: '127.0.0.1', port, buffer_chunk_size: '1M', buffer_max_size: '16M', ...LIMIT },
      }),
      client: (context) => forwardClient(context, 'msgpack'),
    },
  },
  targets: [{ number: 1, of: 'ours', peak: { atMost: 200 } }],
};
