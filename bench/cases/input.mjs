// Input into `null`, at full speed.
import { dummy } from '../lib/record.mjs';
import { forwardClient } from '../peers/forward/start.mjs';

/** in_dummy at its fastest: one callback makes 10,000 records, and the next one is due at once. */
export const FASTEST_DUMMY = { name: 'dummy', tag: 't', rate: 1000, copies: 10_000, dummy };
const NULL = { name: 'null', match: '*' };
/** What the peers may use of Fluent Bit's memory is not limited: ours is held to the same. */
const into = (input, plugins = []) => ({ plugins, inputs: [input], outputs: [NULL] });

const flood = (settings) => ({
  config: ({ built }) => into({ name: 'bench-flood', tag: 't', ...settings }, [built('bench-flood')]),
  anyHost: true,
});
const goInput = (name) => ({ needs: [`go:${name}`], config: ({ built }) => into({ name, tag: 't' }, [built(name)]) });
const forward = (codec) => ({
  needs: codec === 'msgpack' ? [] : ['npm:msgpackr'],
  // Larger than any message of the client: else in_forward closes the connection, or grows its buffer step by step.
  config: ({ port }) =>
    into({ name: 'forward', tag: 't', listen: '127.0.0.1', port, buffer_chunk_size: '1M', buffer_max_size: '16M' }),
  client: (context) => forwardClient(context, codec),
});

export default {
  name: 'input',
  title: 'Input into `null`',
  measure: 'flow',
  variants: {
    'ours, write()': flood({ mode: 'write' }),
    'ours, writeBatch()': flood({ mode: 'batch' }),
    'Go kit': goInput('kit-input'),
    'fluent-bit-go, encoded by hand': goInput('fbg-input'),
    'native in_dummy': { config: () => into(FASTEST_DUMMY) },
    'Node to in_forward, @msgpack/msgpack': forward('msgpack'),
    'Node to in_forward, msgpackr': forward('msgpackr'),
    'Node to in_forward, PackedForward': forward('packed'),
  },
  targets: [
    { of: 'ours, writeBatch()', to: ['Go kit'], rate: { atLeast: 5 } },
    { of: 'ours, writeBatch()', to: ['fluent-bit-go, encoded by hand'], rate: { atLeast: 1.5 } },
    { of: 'ours, writeBatch()', to: ['native in_dummy'], rate: { atLeast: 1.2 } },
    { of: 'ours, writeBatch()', to: /^Node to/, rate: { atLeast: 1 } },
    { of: 'ours, writeBatch()', to: ['Go kit'], cpu: { atMost: 0.4 } },
    { of: 'ours, writeBatch()', to: /^Node to/, cpu: { atMost: 1 } },
  ].map((target) => ({ number: 1, ...target })),
};
