// node describe.mjs BUNDLE OUTPUT.cc [--filter=NAME] [ENTRY]
//
// Runs a plugin's bundle up to its registration and writes what it registered as C++. Fluent Bit asks a plugin for its
// name before Node may start (`fluent-bit --help` must stay fast), so the name has to be in the shared object itself. So
// have the options that a section may hold, where the plugin's schema tells them all.
// ENTRY is what messages name, when the bundle was made from it. NAME is the filter that the file's name stands for.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, EVENT_TYPES, OPTION_TYPES, PLUGIN_TYPES } from './lib/describe.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { filter: { type: 'string', default: '' } } });
const [bundle, output, entry] = positionals;
const shown = resolve(entry ?? bundle);

try {
  const plugin = await describe(resolve(bundle), values.filter);
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, source(plugin));
} catch (error) {
  console.error(`\nFLB_NODE_E_BUNDLE: ${shown}: ${error.message}\n`);
  process.exitCode = 1;
}

function source({ abi, sdk, type, name, description, eventTypes, options }) {
  const isFilter = type === 'filter';
  const events = eventTypes.reduce((bits, each) => bits | EVENT_TYPES[each], 0);
  return `// Written by cmake/describe.mjs from ${shown.replaceAll('\\', '/')}; SDK ${sdk}.
#include "flbnode.h"
#include "${isFilter ? 'filter_symbol.h' : 'identity.h'}"

static_assert(FLBNODE_ABI_VERSION == ${Number(abi)}, "the bundle's SDK and these headers are of different releases");

extern "C" const flbnode_dso::Identity flbnode_identity = {
    FLBNODE_ABI_VERSION,
    ${PLUGIN_TYPES[type]},  // ${type}
    ${events},  // ${eventTypes.join(', ') || 'no event types'}
    0,
    ${statSync(bundle).size},
    ${literal(name)},
    ${literal(description)},
};
${isFilter ? `\nFLBNODE_FILTER_SYMBOL(filter_${name}_plugin);\n` : configMap(options)}`;
}

/** Static: Fluent Bit keeps the pointer, and the descriptions, as long as it runs. */
function configMap(options) {
  const entries = (options ?? []).map(({ name, type, default: standard, description }) => {
    const fields = [`flb::${OPTION_TYPES[type].name}`, literal(name), standard === undefined ? 'nullptr' : literal(standard), 0, 0, 0];
    return `    {${[...fields, literal(description)].join(', ')}, {}},\n`;
  });
  const map = `\nstatic const flb::ConfigMapEntry config_map[] = {\n${entries.join('')}    {},\n};\n`;
  return `${options ? map : ''}
extern "C" const flb::ConfigMapEntry* flbnode_config_map() { return ${options ? 'config_map' : 'nullptr'}; }
`;
}

/** Bytes as octal escapes: unlike \\x they end by themselves. */
function literal(text) {
  const bytes = [...Buffer.from(text)];
  const plain = (byte) => byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(String.fromCharCode(byte));
  const octal = (byte) => `\\${byte.toString(8).padStart(3, '0')}`;
  return `"${bytes.map((byte) => (plain(byte) ? String.fromCharCode(byte) : octal(byte))).join('')}"`;
}
