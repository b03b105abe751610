// Filters between in_dummy and `null`.
import { dummyPair } from '../lib/record.mjs';
import { FASTEST_DUMMY } from './input.mjs';

/** Half of the records have another level. */
const PAIR = { copies: FASTEST_DUMMY.copies / 2, dummy: dummyPair };
/**
 * Its records are encoded once. A filter runs on the thread of the input that it is fed by, so else much of what is compared is
 * the time of in_dummy. (It keeps them only where `samples` is set.)
 */
const ENCODED_ONCE = { fixed_timestamp: 'on', samples: 2_000_000_000 };

const LUA_CHANGE = "r['level'] = 'changed' return 2, ts, r";
const LUA_DROP = "if r['level'] == 'info' then return 0, 0, 0 end return -1, 0, 0";

const CHANGED = 'ours, one field changed';
const TARGETS = [
  { of: CHANGED, to: ['Lua, one field changed'], rate: { atLeast: 1.5 } },
  { of: CHANGED, to: ['native modify, one field changed'], rate: { atLeast: 1 } },
  { of: 'ours, half dropped', to: ['Lua, half dropped'], rate: { atLeast: 1.5 } },
];
const UNTOUCHED = { of: 'ours, untouched', to: ['no filter'], rate: { atLeast: 0.9 } };

function filterCase(name, title, feed, targets, rounds) {
  // On our host another input feeds both cases.
  const anyHost = feed !== ENCODED_ONCE;
  const between = (filter, plugins = [], input = {}) => ({
    plugins,
    inputs: [{ ...FASTEST_DUMMY, ...feed, ...input }],
    filters: filter ? [{ match: '*', ...filter }] : undefined,
    outputs: [{ name: 'null', match: '*' }],
  });
  const native = (section, input) => ({ counts: 'input', config: () => between(section, [], input) });
  const lua = (body, input) => native({ name: 'lua', call: 'f', code: `function f(tag, ts, r) ${body} end` }, input);
  const ours = (change, input) => ({
    counts: 'input',
    anyHost,
    config: ({ fed, built }) => fed(between({ name: 'bench', do: change }, [built('filter-bench')], input)),
  });
  return {
    name,
    title,
    measure: 'flow',
    rounds,
    variants: {
      'no filter': { counts: 'input', anyHost, config: ({ fed }) => fed(between()) },
      [CHANGED]: ours('change'),
      'ours, one field changed, plain objects': ours('objects'),
      'Lua, one field changed': lua(LUA_CHANGE),
      'native modify, one field changed': native({ name: 'modify', set: 'level changed' }),
      'ours, untouched': ours('untouched'),
      'ours, one field looked at': ours('look'),
      'ours, half dropped': ours('drop', PAIR),
      'Lua, half dropped': lua(LUA_DROP, PAIR),
      'native grep, half dropped': native({ name: 'grep', regex: 'level ^info$' }, PAIR),
    },
    targets: targets.map((target) => ({ number: 3, ...target })),
  };
}

export const filters = [
  filterCase('filter', 'Filter, fed by `in_dummy`', {}, [...TARGETS, UNTOUCHED], { full: 5, quick: 2 }),
  filterCase('filter, fast feed', 'Filter, fed by `in_dummy` that encodes once', ENCODED_ONCE, TARGETS, { full: 5, quick: 1 }),
];
