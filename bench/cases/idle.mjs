// A Fluent Bit whose inputs write nothing.
import { fileURLToPath } from 'node:url';
import { Measured } from '../lib/process.mjs';

const NULL = { name: 'null', match: '*' };
const several = (instances) => ({
  anyHost: true,
  config: ({ built }) => ({
    plugins: [built('bench-flood')],
    inputs: Array.from({ length: instances }, (_, i) => ({ name: 'bench-flood', tag: `t${i}`, idle: 'on' })),
    outputs: [NULL],
  }),
});
const goInput = (name) => ({
  needs: [`go:${name}`],
  config: ({ built }) => ({ plugins: [built(name)], inputs: [{ name, tag: 't', rate: 0 }], outputs: [NULL] }),
});
const forward = ({ port }) => ({ inputs: [{ name: 'forward', tag: 't', listen: '127.0.0.1', port }], outputs: [NULL] });

export default {
  name: 'idle',
  title: 'Idle',
  measure: 'idle',
  rounds: { full: 5, quick: 1 },
  variants: {
    'plain Fluent Bit': { config: forward },
    'ours, 1 instance': several(1),
    'ours, 4 instances': several(4),
    'Go kit': goInput('kit-input'),
    'fluent-bit-go': goInput('fbg-input'),
    'Fluent Bit and a Node process': {
      config: forward,
      client: ({ port }) => new Measured(process.execPath, [fileURLToPath(new URL('../peers/forward/idle.mjs', import.meta.url)), String(port)]),
    },
  },
  targets: [
    { number: 5, of: 'ours, 1 instance', minus: 'plain Fluent Bit', idle: { atMost: 50 } },
    { number: 5, of: 'ours, 4 instances', minus: 'ours, 1 instance', per: 3, idle: { atMost: 12 } },
    { number: 5, of: 'ours, 4 instances', idleCpu: { atMost: 0.3 } },
  ],
};
