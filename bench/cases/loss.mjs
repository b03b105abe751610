// What is lost when Fluent Bit is told to end: at 100 records a second, under flood, and with a memory limit.
import { forwardClient } from '../peers/forward/start.mjs';

const SLOW = { rate: 100 };
const FLOOD = {};
const LIMITED = { mem_buf_limit: '10M' };

const goInput = (name, settings) => ({
  needs: [`go:${name}`],
  input: ({ built }, { ledger }) => ({ plugins: [built(name)], input: { name, tag: 't', ledger, ...settings } }),
});
const ours = (settings) => ({
  input: ({ built }, { ledger, spill }) => ({
    plugins: [built('bench-flood')],
    input: { name: 'bench-flood', tag: 't', mode: 'batch', ledger, 'node.spill_path': spill, ...settings },
  }),
  // What Fluent Bit refused to its end is in a file, and comes first at the next start.
  again: ({ built }, { spill }) => ({
    plugins: [built('bench-flood')],
    input: { name: 'bench-flood', tag: 't', idle: 'on', 'node.spill_path': spill },
  }),
});
const forward = ({ rate = 0, ...settings }) => ({
  input: ({ port }) => ({
    input: { name: 'forward', tag: 't', listen: '127.0.0.1', port, buffer_chunk_size: '1M', buffer_max_size: '16M', ...settings },
  }),
  client: (context, { ledger }) => forwardClient(context, 'msgpack', rate, ledger),
});

const lossOf = (name, title, settings) => ({
  name,
  title,
  measure: 'loss',
  rounds: { full: 3, quick: 1 },
  variants: {
    ours: ours(settings),
    'Go kit': goInput('kit-input', settings),
    'fluent-bit-go': goInput('fbg-input', settings),
    'Node to in_forward, @msgpack/msgpack': forward(settings),
  },
  targets: [{ number: 1, of: 'ours', lost: { atMost: 0 }, worst: true }],
});

export const losses = [
  lossOf('loss, slow', 'SIGTERM at 100 records/s', SLOW),
  lossOf('loss, flood', 'SIGTERM under flood', FLOOD),
  lossOf('loss, limit', 'SIGTERM under flood, `mem_buf_limit 10M`', LIMITED),
];
