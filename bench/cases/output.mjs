// Output, fed by in_dummy as fast as it can.
import { FASTEST_DUMMY } from './input.mjs';

/** Where an output is slower than the input, the input waits: else Fluent Bit's memory is what grows. */
const LIMIT = { mem_buf_limit: '50M' };

const fed = (output, plugins = []) => ({
  plugins,
  inputs: [{ ...FASTEST_DUMMY, ...LIMIT }],
  outputs: [{ match: '*', workers: 1, ...output }],
});
const ours = (read, settings = {}) => ({
  config: (context) => context.fed(fed({ name: 'bench-sink', read, ...settings }, [context.built('bench-sink')])),
  anyHost: true,
});

export default {
  name: 'output',
  title: 'Output, fed by `in_dummy`',
  measure: 'flow',
  variants: {
    'ours, every field': ours('fields'),
    'ours, one field': ours('one'),
    'ours, raw bytes': ours('bytes'),
    'ours, toJSONLines()': ours('json'),
    'fluent-bit-go, every field': {
      needs: ['go:fbg-output'],
      config: ({ built }) => fed({ name: 'fbg-output' }, [built('fbg-output')]),
    },
    'Go kit, every field': {
      needs: ['go:kit-output'],
      config: ({ built }) => fed({ name: 'kit-output' }, [built('kit-output')]),
    },
    'native null': { anyHost: true, config: ({ fed: adapt }) => adapt(fed({ name: 'null' })) },
    // The function that out_tcp's, out_http's and out_stdout's json_lines use, and nothing else.
    'native null, json_lines': { config: () => fed({ name: 'null', format: 'json_lines' }) },
    // Another, faster one without the date; and it writes.
    'native out_file, plain': { config: () => fed({ name: 'file', path: '/dev', file: 'null', format: 'plain' }) },
  },
  targets: [
    { of: 'ours, every field', to: ['fluent-bit-go, every field'], rate: { atLeast: 3 } },
    { of: 'ours, every field', to: ['Go kit, every field'], rate: { atLeast: 15 } },
    { of: 'ours, one field', to: ['native null'], rate: { atLeast: 0.8 } },
    { of: 'ours, raw bytes', to: ['native null'], rate: { atLeast: 0.95 } },
    { of: 'ours, toJSONLines()', to: ['native null, json_lines'], rate: { atLeast: 1.5 } },
  ].map((target) => ({ number: 2, ...target })),
};
