/**
 * The settings that the runtime itself reads from an instance's section. All begin with `node.`, as the Go kit's begin
 * with `go.`; the documentation prints {@link settingsTable}.
 *
 * Fluent Bit gives no listing of a section: a `node.` key that is misspelt is refused by those versions of Fluent Bit that
 * are told of the known ones ({@link settingOptions}), and noticed by its likely spellings elsewhere.
 *
 * @module
 */
import { isAbsolute } from 'node:path';
import { createError } from '../errors.ts';
import type { PropertySource } from './conf.ts';
import type { ConfigOption, OptionType } from './options.ts';
import { parseInspect, type InspectAddress } from './inspect.ts';
import { parsePermissions, type Permissions } from './permissions.ts';
import { unquote } from './unquote.ts';
import { parseBoolean, parseDuration, parseSize } from './values.ts';

/** One setting: `key` is its name without `node.`, `default` is written as in a configuration. */
export interface Setting<T> {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly description: string;
  /** What a good value is, for messages. */
  readonly expected: string;
  /** `undefined` for a bad value. May throw for one, too. */
  readonly parse: (text: string) => T | undefined;
}

/** The longest delay of a Node timer; a longer one would fire at once. */
const MAX_DELAY = 2 ** 31 - 1;

const between = (value: number, min: number, max: number): number | undefined =>
  value >= min && value <= max ? value : undefined;

const duration = (key: string, standard: string, description: string): Setting<number> => ({
  key,
  type: 'duration',
  default: standard,
  description,
  expected: 'a duration from 1ms to 24d, such as 30, 250ms or 1m30s',
  parse: (text) => between(parseDuration(text), 1, MAX_DELAY),
});

/** A duration that `off` or 0 turns into 0. */
const durationOrOff = (key: string, standard: string, description: string): Setting<number> => {
  const setting = duration(key, standard, description);
  return {
    ...setting,
    type: 'duration or off',
    expected: `off, or ${setting.expected}`,
    parse: (text) => (['off', 'false', 'no', '0'].includes(text.toLowerCase()) ? 0 : setting.parse(text)),
  };
};

/** What a first init that fails means for Fluent Bit's start. */
export type OnInitError = 'fail' | 'retry';

/** What may become of a chunk that a filter did not filter. */
export type Unfiltered = 'pass' | 'drop';

const unfiltered = (key: string, description: string): Setting<Unfiltered> => ({
  key,
  type: 'pass or drop',
  default: 'pass',
  description,
  expected: 'pass or drop',
  parse: (text) => {
    const word = text.toLowerCase();
    return word === 'pass' || word === 'drop' ? word : undefined;
  },
});

/** The table. Durations are milliseconds once read, sizes bytes. */
export const settingsTable = {
  initTimeout: duration('init_timeout', '30s', 'How long init may take before start-up fails.'),
  flushTimeout: duration('flush_timeout', '30s', 'How long a flush may take before Fluent Bit is told to retry.'),
  filterTimeout: duration('filter_timeout', '5s', 'How long a filter may take for a chunk, while the pipeline waits.'),
  onTimeout: unfiltered(
    'on_timeout',
    'A chunk that the filter gave no answer for (it took too long, or it is restarting) passes unchanged, or is dropped.',
  ),
  onError: unfiltered('on_error', 'A chunk for which the filter threw an error passes unchanged, or is dropped.'),
  exitTimeout: duration('exit_timeout', '5s', 'How long an instance may take to end before it is ended by force.'),
  onInitError: {
    key: 'on_init_error',
    type: 'fail or retry',
    default: 'fail',
    description:
      'When the first init fails, Fluent Bit does not start (fail); or it starts, and the instance is tried again as ' +
      'after a crash (retry). Metrics that a later init makes are not shown.',
    expected: 'fail or retry',
    parse: (text) => {
      const word = text.toLowerCase();
      return word === 'fail' || word === 'retry' ? word : undefined;
    },
  } satisfies Setting<OnInitError>,
  watchdog: durationOrOff(
    'watchdog',
    '30s',
    'How long the event loop of an instance may be blocked before the instance is ended by force and restarted.',
  ),
  bufferLimit: {
    key: 'buffer_limit',
    type: 'size',
    default: '16M',
    description: 'Bytes of records that may wait for Fluent Bit; then write() waits. Inputs only.',
    expected: 'a size from 64k to 1G, such as 16M',
    parse: (text) => between(parseSize(text), 64e3, 1e9),
  } satisfies Setting<number>,
  push: {
    key: 'push',
    type: 'boolean',
    default: 'on',
    description: 'Hand records to Fluent Bit as they come. With off, or threaded off, every 250 ms. Inputs only.',
    expected: 'on or off',
    parse: (text) => parseBoolean(text),
  } satisfies Setting<boolean>,
  ringWake: {
    key: 'ring_wake',
    type: 'boolean',
    default: 'on',
    description:
      "Have Fluent Bit's pipeline woken by each hand-over instead of every 250 ms: sets thread.ring_buffer.capacity to " +
      '99 and thread.ring_buffer.window to 1. Fluent Bit 4.2 and later. Turn it off to set those yourself.',
    expected: 'on or off',
    parse: (text) => parseBoolean(text),
  } satisfies Setting<boolean>,
  spillPath: {
    key: 'spill_path',
    type: 'path',
    default: '',
    description:
      'A folder for the records that Fluent Bit refuses to its very end: they come first at the next start. Without it ' +
      'they are lost, which the log says. Inputs only.',
    expected: 'the absolute path of a folder',
    parse: (text) => (text === '' || text.startsWith('/') ? text : undefined),
  } satisfies Setting<string>,
  workers: {
    key: 'workers',
    type: 'integer',
    default: '1',
    description:
      'How many Workers share the chunks of an instance, each with a plugin object of its own. An output needs as many ' +
      'workers of Fluent Bit, too. Outputs and filters only.',
    expected: 'a whole number from 1 to 64',
    parse: (text) => (/^\d+$/.test(text) ? between(Number(text), 1, 64) : undefined),
  } satisfies Setting<number>,
  ordered: {
    key: 'ordered',
    type: 'boolean',
    default: 'on',
    description:
      'With node.workers: all chunks of a tag go to the same Worker. With off each goes to the one with the least to do. ' +
      'The records of a filter keep their order with both.',
    expected: 'on or off',
    parse: (text) => parseBoolean(text),
  } satisfies Setting<boolean>,
  heapMb: {
    key: 'heap_mb',
    type: 'integer',
    default: '256',
    description:
      'Limit of the JavaScript heap of an instance, in MiB, and as much again of its buffers. Beyond it the instance ends ' +
      'and is restarted. Of several Workers, that of each.',
    expected: 'a whole number of MiB from 16 to 65536',
    parse: (text) => (/^\d+$/.test(text) ? between(Number(text), 16, 65_536) : undefined),
  } satisfies Setting<number>,
  restart: {
    key: 'restart',
    type: 'on, off or integer',
    default: 'on',
    description: 'Restart an instance that crashed, with growing pauses: always (on), never (off), or so many times.',
    expected: 'on, off or how many times at most',
    parse: (text) => {
      const word = text.toLowerCase();
      if (['on', 'true', 'yes'].includes(word)) return Infinity;
      if (['off', 'false', 'no'].includes(word)) return 0;
      return /^\d{1,9}$/.test(word) ? Number(word) : undefined;
    },
  } satisfies Setting<number>,
  restartDelay: duration(
    'restart_delay',
    '100ms',
    'The first pause before a restart. Pauses double up to 300 times it, and start over once the instance held for 600 times it.',
  ),
  bundle: {
    key: 'bundle',
    type: 'path',
    default: '',
    description: 'Run the JavaScript of this file instead of the bundle inside the plugin, for development.',
    expected: 'the absolute path of a file',
    // A relative one would be code from wherever Fluent Bit was started.
    parse: (text) => (text === '' || isAbsolute(text) ? text : undefined),
  } satisfies Setting<string>,
  options: {
    key: 'options',
    type: 'string',
    default: '',
    description:
      'Node options, such as --max-http-header-size=32768: only those that are known to be safe inside Fluent Bit. The ' +
      'variable NODE_OPTIONS is ignored, but with the value inherit.',
    expected: 'Node options separated by spaces, such as --enable-source-maps, or inherit',
    parse: (text) => (text === '' || text === 'inherit' || text.startsWith('-') ? text : undefined),
  } satisfies Setting<string>,
  permissions: {
    key: 'permissions',
    type: 'string',
    default: '',
    description:
      'What the instance may do, all else being denied: fs.read=/etc/app,/var/data fs.write=/var/lib/app net ' +
      'child_process worker addons wasi, or none. Empty: everything. libnode 20 or later.',
    expected:
      'none, or any of fs.read=PATH,... fs.write=PATH,... net child_process worker addons wasi, once each; a PATH is ' +
      'absolute, may end with /*, or is * for all',
    parse: parsePermissions,
  } satisfies Setting<Permissions | null>,
  inspect: {
    key: 'inspect',
    type: 'string',
    default: '',
    description: "Open Node's inspector at HOST:PORT, for a debugger. The process's first instance decides for all.",
    expected: 'HOST:PORT, such as 127.0.0.1:9229',
    parse: parseInspect,
  } satisfies Setting<InspectAddress | null>,
  control: {
    key: 'control',
    type: 'on, off or path',
    default: 'off',
    description:
      'Open a Unix socket, for its user alone, at which flb-node tap, top and dev ask about this instance: with on in ' +
      '$XDG_RUNTIME_DIR/fluent-bit-node, else in /tmp/flb-node-UID; or the path of the socket.',
    expected: 'on, off or the absolute path of the socket',
    parse: (text) => (isAbsolute(text) ? text : parseBoolean(text)),
  } satisfies Setting<string | boolean>,
  inspectRemote: {
    key: 'inspect_remote',
    type: 'boolean',
    default: 'off',
    description: 'Let node.inspect listen at other addresses than loopback ones: whoever reaches it runs any code.',
    expected: 'on or off',
    parse: (text) => parseBoolean(text),
  } satisfies Setting<boolean>,
} as const;

/** The settings, read: durations in milliseconds, sizes in bytes. */
export interface Settings {
  /** @default 30000 */
  initTimeout: number;
  /** @default 30000 */
  flushTimeout: number;
  /** @default 5000 */
  filterTimeout: number;
  /** @default 'pass' */
  onTimeout: Unfiltered;
  /** @default 'pass' */
  onError: Unfiltered;
  /** @default 5000 */
  exitTimeout: number;
  /** @default 'fail' */
  onInitError: OnInitError;
  /** 0: off. @default 30000 */
  watchdog: number;
  /** @default 16000000 */
  bufferLimit: number;
  /** @default true */
  push: boolean;
  /** @default true */
  ringWake: boolean;
  /** Empty: none. @default '' */
  spillPath: string;
  /** @default 1 */
  workers: number;
  /** @default true */
  ordered: boolean;
  /** MiB. @default 256 */
  heapMb: number;
  /** How many times at most: `Infinity` for `on`, 0 for `off`. @default Infinity */
  restart: number;
  /** @default 100 */
  restartDelay: number;
  /** Empty: the bundle inside the plugin. @default '' */
  bundle: string;
  /** @default '' */
  options: string;
  /** `null`: no restrictions. @default null */
  permissions: Permissions | null;
  /** @default null */
  inspect: InspectAddress | null;
  /** A string: the path of the socket. @default false */
  control: string | boolean;
  /** @default false */
  inspectRemote: boolean;
}

/** Reads one setting. @throws `FLB_NODE_E_SETTING` */
export const readSetting = <T>(setting: Setting<T>, source: PropertySource): T => {
  const key = `node.${setting.key}`;
  const given = source(key);
  const text = given === undefined ? setting.default : unquote(given).trim();
  let value: T | undefined;
  let cause: unknown;
  try {
    value = setting.parse(text);
  } catch (error) {
    cause = error;
  }
  if (value === undefined) throw createError('FLB_NODE_E_SETTING', key, text, setting.expected, { cause });
  return value;
};

/**
 * Reads every setting of an instance.
 *
 * @param source - `InstanceBinding.property`, or the supervisor's own.
 * @throws `FLB_NODE_E_SETTING` for the first bad value: key, value and what was expected.
 */
export function readSettings(source: PropertySource): Settings {
  const table = settingsTable;
  return {
    initTimeout: readSetting(table.initTimeout, source),
    flushTimeout: readSetting(table.flushTimeout, source),
    filterTimeout: readSetting(table.filterTimeout, source),
    onTimeout: readSetting(table.onTimeout, source),
    onError: readSetting(table.onError, source),
    exitTimeout: readSetting(table.exitTimeout, source),
    onInitError: readSetting(table.onInitError, source),
    watchdog: readSetting(table.watchdog, source),
    bufferLimit: readSetting(table.bufferLimit, source),
    push: readSetting(table.push, source),
    ringWake: readSetting(table.ringWake, source),
    spillPath: readSetting(table.spillPath, source),
    workers: readSetting(table.workers, source),
    ordered: readSetting(table.ordered, source),
    heapMb: readSetting(table.heapMb, source),
    restart: readSetting(table.restart, source),
    restartDelay: readSetting(table.restartDelay, source),
    bundle: readSetting(table.bundle, source),
    options: readSetting(table.options, source),
    permissions: readSetting(table.permissions, source),
    inspect: readSetting(table.inspect, source),
    control: readSetting(table.control, source),
    inspectRemote: readSetting(table.inspectRemote, source),
  };
}

/** Every setting's key, as it stands in a section. */
export const settingKeys: readonly string[] = Object.values(settingsTable).map(({ key }) => `node.${key}`);

const OPTION_TYPES: Record<string, OptionType> = { duration: 'time', size: 'size', integer: 'integer' };

/** The settings, for Fluent Bit's help and check. */
export const settingOptions = (): ConfigOption[] =>
  Object.values(settingsTable).map(({ key, type, default: standard, description }) => ({
    name: `node.${key}`,
    type: OPTION_TYPES[type] ?? 'string',
    default: standard === '' ? undefined : standard,
    description,
  }));
