// node describe.mjs BUNDLE OUTPUT.cc [--filter=NAME] [ENTRY]
//
// Runs a plugin's bundle up to its registration and writes what it registered as C++. Fluent Bit asks a plugin for its
// name before Node may start (`fluent-bit --help` must stay fast), so the name has to be in the shared object itself. So
// have the options that a section may hold, where the plugin's schema tells them all.
// ENTRY is what messages name, when the bundle was made from it. NAME is the filter that the file's name stands for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/** flb::PluginType. */
const TYPES = { input: 1, output: 2, custom: 3, filter: 4 };
/** flb::EventType. */
const EVENT_TYPES = { logs: 1, metrics: 2, traces: 4 };
/** flb::ConfigMapType, by what ConfigOption (src/config/options.ts) calls it. */
const MAP_TYPES = {
  string: 'kMapString',
  integer: 'kMapInteger',
  boolean: 'kMapBoolean',
  double: 'kMapDouble',
  size: 'kMapSize',
  time: 'kMapTime',
};
const TIMEOUT = 30_000;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { filter: { type: 'string', default: '' } } });
const [bundle, output, entry] = positionals;
const shown = resolve(entry ?? bundle);

evaluate(resolve(bundle)).then(
  (plugin) => {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, source(check(plugin)));
    process.exit(0); // whatever the bundle left running
  },
  (error) => fail(ownFrames(error?.stack ?? String(error))),
);

/** In a Worker, as at run time: process.exit(), a thrown error and a loop at module level end only that. */
function evaluate(file) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    require(workerData);
    const plugin = globalThis[Symbol.for('fluent-bit-node.plugin')];
    if (plugin) {
      const { abi, sdk, type, name, description, eventTypes } = plugin;
      parentPort.postMessage({ abi, sdk, type, name, description, eventTypes, options: plugin.options?.() });
    } else {
      parentPort.postMessage(undefined);
    }`;
  return new Promise((done, fail) => {
    const worker = new Worker(code, { eval: true, workerData: file, execArgv: ['--enable-source-maps'] });
    const late = `loading it did not end within ${TIMEOUT / 1000} s: is there a loop or a wait at module level?`;
    const timer = setTimeout(() => fail(late), TIMEOUT);
    worker.once('message', done);
    worker.once('error', fail);
    worker.once('exit', (status) => {
      clearTimeout(timer);
      fail(`it ended with process.exit(${status}) while it was loaded.`);
    });
  });
}

/** A stack without the frames of Node's loader and of this file. */
const ownFrames = (stack) => stack.replace(/\n +at .*(node:internal|\[worker eval\]).*/g, '');

function check(plugin) {
  if (plugin === undefined) {
    const calls = 'registerInput(), registerOutput(), registerFilter() or registerCustom()';
    fail(`it registers no plugin. Call ${calls} at module level, once.`);
  }
  if (!(plugin.type in TYPES)) fail(`it registers a plugin of the unknown type ${JSON.stringify(plugin.type)}.`);
  // As Fluent Bit reads it in `Name`; also what a file name and a metric's label can hold.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(plugin.name)) {
    fail(`its name ${JSON.stringify(plugin.name)} has to be made of letters, digits, '.', '_' and '-'.`);
  }
  if (plugin.type === 'filter') checkFilter(plugin.name);
  else if (values.filter !== '') {
    fail(`it registers the ${plugin.type} "${plugin.name}", but only a filter can be built as filter-*: rename its folder, or the NAME of flb_node_plugin().`);
  }
  return plugin;
}

/** Fluent Bit looks up the symbol that the file's name says, so that the two names have to agree. */
function checkFilter(name) {
  if (!/^[a-z0-9_]+$/.test(name)) {
    fail(`its name ${JSON.stringify(name)} is part of a C symbol: a filter's name has lower-case letters, digits and '_' only.`);
  }
  if (name === values.filter) return;
  const wanted = `filter-${name.replaceAll('_', '-')}`;
  fail(`it registers the filter "${name}", so its folder, or the NAME of flb_node_plugin(), has to be ${wanted}.`);
}

function source({ abi, sdk, type, name, description, eventTypes = [], options }) {
  return `// Written by cmake/describe.mjs from ${shown.replaceAll('\\', '/')}; SDK ${sdk}.
#include "flbnode.h"
#include "fluent_bit_abi.h"
${type === 'filter' ? '#include "filter.h"\n' : ''}
static_assert(FLBNODE_ABI_VERSION == ${Number(abi)}, "the bundle's SDK and these headers are of different releases");
${options ? configMap(options) : ''}
#pragma GCC visibility push(hidden)
extern "C" {
extern const int flbnode_plugin_type;
extern const int flbnode_plugin_event_types;
extern const char flbnode_plugin_name[];
extern const char flbnode_plugin_description[];
extern const flb::ConfigMapEntry* const flbnode_plugin_config_map;
const int flbnode_plugin_type = ${TYPES[type]};  // ${type}
const int flbnode_plugin_event_types = ${eventTypes.reduce((bits, each) => bits | EVENT_TYPES[each], 0)};  // ${eventTypes.join(', ') || 'none'}
const char flbnode_plugin_name[] = ${literal(name)};
const char flbnode_plugin_description[] = ${literal(String(description))};
const flb::ConfigMapEntry* const flbnode_plugin_config_map = ${options ? 'config_map' : 'nullptr'};
}
#pragma GCC visibility pop
${type === 'filter' ? filterStruct(name) : ''}`;
}

/** Static: Fluent Bit keeps the pointer, and the descriptions, as long as it runs. */
function configMap(options) {
  const entries = options.map(({ name, type, default: standard, description }) => {
    const fields = [`flb::${MAP_TYPES[type]}`, literal(name), standard === undefined ? 'nullptr' : literal(standard), 0, 0, 0];
    return `    {${[...fields, literal(description)].join(', ')}, {}},\n`;
  });
  return `
static const flb::ConfigMapEntry config_map[] = {
${entries.join('')}    {},
};
`;
}

/** What Fluent Bit copies. */
const filterStruct = (name) => `
extern "C" {
extern __attribute__((visibility("default"))) const flb::FilterPlugin filter_${name}_plugin;
const flb::FilterPlugin filter_${name}_plugin = {
    flb::kFilterLogs, 0, flbnode_plugin_name, flbnode_plugin_description, nullptr, nullptr, flbnode_filter_init,
    flbnode_filter_run, flbnode_filter_exit, nullptr, {nullptr, nullptr}};
}
`;

/** Bytes as octal escapes: unlike \\x they end by themselves. */
function literal(text) {
  const bytes = [...Buffer.from(text)];
  const plain = (byte) => byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(String.fromCharCode(byte));
  const octal = (byte) => `\\${byte.toString(8).padStart(3, '0')}`;
  return `"${bytes.map((byte) => (plain(byte) ? String.fromCharCode(byte) : octal(byte))).join('')}"`;
}

function fail(reason) {
  console.error(`\nFLB_NODE_E_BUNDLE: ${shown}: ${reason}\n`);
  process.exit(1);
}
