// Filters between in_dummy and `null`.
import { dummyPair } from '../lib/record.mjs';
import { FASTEST_DUMMY } from './input.mjs';

const between = (filter, plugins = [], input = {}) => ({
  plugins,
  inputs: [{ ...FASTEST_DUMMY, ...input }],
  filters: filter ? [{ match: '*', ...filter }] : undefined,
  outputs: [{ name: 'null', match: '*' }],
});
/** Half of the records have another level. */
const PAIR = { copies: FASTEST_DUMMY.copies / 2, dummy: dummyPair };

const filter = (make) => ({ counts: 'input', config: make });
const ours = (change, input) => ({
  ...filter((context) => context.fed(between({ name: 'bench', do: change }, [context.built('filter-bench')], input))),
  anyHost: true,
});
const lua = (body, input) =>
  filter(() => between({ name: 'lua', call: 'f', code: `function f(tag, ts, r) ${body} end` }, [], input));

export default {
  name: 'filter',
  title: 'Filter, fed by `in_dummy`',
  measure: 'flow',
  variants: {
    'no filter': { ...filter(({ fed }) => fed(between())), anyHost: true },
    'ours, one field changed': ours('change'),
    'ours, one field changed, plain objects': ours('objects'),
    'Lua, one field changed': lua("r['level'] = 'changed' return 2, ts, r"),
    'native modify, one field changed': filter(() => between({ name: 'modify', set: 'level changed' })),
    'ours, untouched': ours('untouched'),
    'ours, one field looked at': ours('look'),
    'ours, half dropped': ours('drop', PAIR),
    'Lua, half dropped': lua("if r['level'] == 'info' then return 0, 0, 0 end return -1, 0, 0", PAIR),
    'native grep, half dropped': filter(() => between({ name: 'grep', regex: 'level ^info$' }, [], PAIR)),
  },
  targets: [
    { of: 'ours, one field changed', to: ['Lua, one field changed'], rate: { atLeast: 1.5 } },
    { of: 'ours, one field changed', to: ['native modify, one field changed'], rate: { atLeast: 1 } },
    { of: 'ours, untouched', to: ['no filter'], rate: { atLeast: 0.9 } },
    { of: 'ours, half dropped', to: ['Lua, half dropped'], rate: { atLeast: 1.5 } },
  ].map((target) => ({ number: 3, ...target })),
};
