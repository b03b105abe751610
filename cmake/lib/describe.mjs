// What a plugin's bundle registers: it is run up to its registration. Used by the build (cmake/describe.mjs) and by
// `flb-node build` (src/cli/build).
import { Worker } from 'node:worker_threads';

/** flb::PluginType. */
export const PLUGIN_TYPES = { input: 1, output: 2, custom: 3, filter: 4 };
/** flb::EventType. */
export const EVENT_TYPES = { logs: 1, metrics: 2, traces: 4 };
/** flb::ConfigMapType and its name there, by what ConfigOption (src/config/options.ts) calls it. */
export const OPTION_TYPES = {
  string: { value: 0, name: 'kMapString' },
  integer: { value: 2, name: 'kMapInteger' },
  boolean: { value: 3, name: 'kMapBoolean' },
  double: { value: 4, name: 'kMapDouble' },
  size: { value: 5, name: 'kMapSize' },
  time: { value: 6, name: 'kMapTime' },
};
/** Bytes of UTF-8 that flbnode_dso::Identity has room for, the last zero excepted. */
export const LIMITS = { name: 127, description: 1023, filter: 64 };

const TIMEOUT = 30_000;

/**
 * @param {string} file - the bundle. Absolute.
 * @param {string} [filter] - the name of the filter that the file's name stands for; empty: it is to be none. Undefined:
 *   either will do.
 * @returns {Promise<import('./describe.mjs').PluginDescription>}
 * @throws An error whose message is one sentence, or the plugin's own stack.
 */
export async function describe(file, filter) {
  return check(await evaluate(file), filter);
}

/** In a Worker, as at run time: process.exit(), a thrown error and a loop at module level end only that. */
async function evaluate(file) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    require(workerData);
    const plugin = globalThis[Symbol.for('fluent-bit-node.plugin')];
    if (plugin) {
      const { abi, sdk, type, name, description, eventTypes = [] } = plugin;
      parentPort.postMessage({ abi, sdk, type, name, description: String(description), eventTypes, options: plugin.options?.() });
    } else {
      parentPort.postMessage(undefined);
    }`;
  // What it prints is not what this process prints.
  const worker = new Worker(code, { eval: true, workerData: file, execArgv: ['--enable-source-maps'], stdout: true });
  worker.stdout.pipe(process.stderr, { end: false });
  let timer;
  try {
    return await new Promise((done, fail) => {
      const late = `loading it did not end within ${TIMEOUT / 1000} s: is there a loop or a wait at module level?`;
      timer = setTimeout(() => fail(new Error(late)), TIMEOUT);
      worker.once('message', done);
      worker.once('error', (error) => fail(new Error(ownFrames(error?.stack ?? String(error)))));
      worker.once('exit', (status) => fail(new Error(`it ended with process.exit(${status}) while it was loaded.`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate(); // whatever the bundle left running
  }
}

/** A stack without the frames of Node's loader and of this file. */
const ownFrames = (stack) => stack.replace(/\n +at .*(node:internal|\[worker eval\]).*/g, '');

function check(plugin, filter) {
  if (plugin === undefined) {
    const calls = 'registerInput(), registerOutput(), registerFilter() or registerCustom()';
    fail(`it registers no plugin. Call ${calls} at module level, once.`);
  }
  const { type, name, description } = plugin;
  if (!(type in PLUGIN_TYPES)) fail(`it registers a plugin of the unknown type ${JSON.stringify(type)}.`);
  // As Fluent Bit reads it in `Name`; also what a file name and a metric's label can hold.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    fail(`its name ${JSON.stringify(name)} has to be made of letters, digits, '.', '_' and '-'.`);
  }
  checkLength('name', name, LIMITS.name);
  checkLength('description', description, LIMITS.description);
  if (type === 'filter') checkFilter(name, filter);
  else if (filter) {
    fail(`it registers the ${type} "${name}", but only a filter can be built as filter-*: rename its folder, or the NAME of flb_node_plugin().`);
  }
  return plugin;
}

function checkLength(what, text, limit) {
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) fail(`its ${what} has ${bytes} bytes; ${limit} is the most.`);
}

/** Fluent Bit looks up the symbol that the file's name says, so that the two names have to agree. */
function checkFilter(name, filter) {
  if (!/^[a-z0-9_]+$/.test(name)) {
    fail(`its name ${JSON.stringify(name)} is part of a C symbol: a filter's name has lower-case letters, digits and '_' only.`);
  }
  checkLength('name', name, LIMITS.filter);
  if (filter === undefined || name === filter) return;
  const wanted = `filter-${name.replaceAll('_', '-')}`;
  fail(`it registers the filter "${name}", so its folder, or the NAME of flb_node_plugin(), has to be ${wanted}.`);
}

function fail(reason) {
  throw new Error(reason);
}
