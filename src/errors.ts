/**
 * Every error of this project, in one table: the SDK, the runtime, the native code and the set-up scripts print the
 * same codes, and `docs/troubleshooting.md` lists this table.
 *
 * @module
 */

/** What is said about one code. `%s` in `message` is replaced, in order, by the arguments of {@link createError}. */
export interface ErrorEntry {
  /** One line: what happened, with the values involved. */
  readonly message: string;
  /** One line: the exact next step, or the command to run. */
  readonly fix: string;
}

/**
 * The table. A code never changes its meaning; a code that is no longer used stays listed.
 *
 * Codes under "set-up" and "native" are printed by `tools/` and `native/`; they are here so that there is one table.
 */
export const errorTable = {
  // Registration
  FLB_NODE_E_ALREADY_REGISTERED: {
    message: 'cannot register plugin "%s": this bundle has already registered "%s"',
    fix: 'call one register function once per bundle; put the second plugin in its own folder',
  },
  FLB_NODE_E_NOT_REGISTERED: {
    message: 'the bundle registered no plugin: %s',
    fix: 'call registerInput, registerOutput, registerFilter or registerCustom at the top level of the module',
  },
  FLB_NODE_E_BAD_NAME: {
    message: 'cannot register plugin "%s": %s',
    fix: 'use lower-case letters, digits, "-" and "_", beginning with a letter, as in "in-dummy"',
  },
  FLB_NODE_E_FILTER_NAME: {
    message: 'cannot register filter "%s": Fluent Bit makes a C symbol of its name',
    fix: 'use lower-case letters, digits and "_", beginning with a letter, as in "redact"',
  },
  FLB_NODE_E_BAD_PLUGIN: {
    message: 'cannot register plugin "%s": %s',
    fix: 'pass a factory that returns a new object with the methods of its kind, as in () => new Dummy()',
  },

  // Configuration
  FLB_NODE_E_CONFIG: {
    message: '%s: %s',
    fix: "correct the values in this section of Fluent Bit's configuration",
  },
  FLB_NODE_E_CONFIG_VALUE: {
    message: '"%s" is not %s',
    fix: 'correct the value',
  },
  FLB_NODE_E_SETTING: {
    message: '%s is "%s", expected %s',
    fix: 'correct this node.* setting, or remove it to get its default (docs/configuration.md lists them)',
  },
  FLB_NODE_E_WORKERS: {
    message: 'node.workers is %s, but the Workers of an %s cannot share its work',
    fix: 'remove node.workers: it is for outputs and filters',
  },
  FLB_NODE_E_NODE_OPTION: {
    message: 'node.options: %s is not allowed: %s. Allowed are %s',
    fix: 'remove the option from node.options (or, with inherit, from NODE_OPTIONS); docs/security.md says why',
  },
  FLB_NODE_E_NODE_OPTIONS_LATE: {
    message: 'node.options of this instance come too late: Node runs with those of the first instance of the process',
    fix: 'give every instance the same node.options, and restart Fluent Bit rather than reload it',
  },
  FLB_NODE_E_PERMISSIONS: {
    message: 'node.permissions is not possible: %s',
    fix: 'correct what the message names (docs/security.md#permissions), or remove node.permissions',
  },
  FLB_NODE_E_INSPECT_REMOTE: {
    message: 'node.inspect %s is no loopback address: whoever reaches it runs code as Fluent Bit',
    fix: 'use 127.0.0.1:PORT and an SSH tunnel, or set node.inspect_remote on',
  },
  FLB_NODE_E_INSPECT: {
    message: 'node.inspect %s is not possible: %s',
    fix: 'give one address that is free to the first instance of the process: it serves all (docs/security.md#inspector)',
  },
  FLB_NODE_E_INSPECT_OPEN: {
    message: 'a plugin may not open the inspector',
    fix: "set node.inspect to 127.0.0.1:9229 in the plugin's section",
  },
  FLB_NODE_E_UNKNOWN_KEY: {
    message: 'the key "%s" is not known, did you mean "%s"?',
    fix: "correct the key in this section of Fluent Bit's configuration",
  },

  // Writing and flushing
  FLB_NODE_E_CANCELLED: {
    message: '%s was cut short: the plugin is being stopped',
    fix: 'return from collect or flush; a message whose write() was cut short was not accepted',
  },
  FLB_NODE_E_WRITE_AFTER_CANCEL: {
    message: 'write() was called after the plugin was stopped',
    fix: 'end the loop when ctx.cancelled is true, or pass ctx.signal to what feeds it',
  },
  FLB_NODE_E_RETRY: {
    message: '%s',
    fix: "nothing: Fluent Bit sends the chunk again, as often as the output's retry_limit says",
  },
  FLB_NODE_E_RECORD_TOO_LARGE: {
    message: 'a record of %s bytes can never fit the queue of %s bytes',
    fix: 'write smaller records, or raise node.buffer_limit',
  },
  FLB_NODE_E_BAD_MESSAGE: {
    message: 'cannot encode the message: %s',
    fix: 'write { time?, record, metadata?, tag? } where record is an object of plain values',
  },
  FLB_NODE_E_NO_TAGS: {
    message: 'this host takes no records with tags of their own',
    fix: "leave out tag, and give the input's section the tag",
  },
  FLB_NODE_E_BAD_SIGNAL: {
    message: 'cannot encode the %s: %s',
    fix: 'correct what the message names; docs/writing-an-input.md has an example of each',
  },
  FLB_NODE_E_BAD_TIME: {
    message: 'not a time: %s',
    fix: 'use a Date, milliseconds, bigint nanoseconds or an EventTime between 1970 and 2106',
  },
  FLB_NODE_E_BAD_RECORD: {
    message: 'skipped a record that cannot be decoded, at byte %s of the chunk: %s',
    fix: 'look for what sends it: the other records of the chunk were delivered',
  },
  FLB_NODE_E_BAD_CHUNK: {
    message: 'the chunk "%s" of %s cannot be decoded, at byte %s: %s',
    fix: 'look for what sends it; chunk.bytes has it as it came',
  },

  // Life of an instance
  FLB_NODE_E_INIT_TIMEOUT: {
    message: 'init did not finish within %s ms (node.init_timeout)',
    fix: 'look for a promise that never settles in init, or raise node.init_timeout',
  },
  FLB_NODE_E_INIT_FAILED: {
    message: '%s: init failed: %s',
    fix: 'correct what the message names; Fluent Bit does not start while init fails, unless node.on_init_error is retry',
  },
  FLB_NODE_E_COLLECT_FAILED: {
    message: '%s: collect failed: %s',
    fix: 'catch the error inside collect where it can be handled; the instance is restarted as node.restart says',
  },
  FLB_NODE_E_FLUSH_TIMEOUT: {
    message: 'flush did not finish within %s ms (node.flush_timeout), Fluent Bit will retry the chunk',
    fix: 'end the work when ctx.signal aborts, or raise node.flush_timeout',
  },
  FLB_NODE_E_FLUSH_FAILED: {
    message: '%s: flush failed, Fluent Bit drops the chunk: %s',
    fix: 'throw a RetryError where a later attempt can succeed',
  },
  FLB_NODE_E_FILTER_FAILED: {
    message: '%s: filter failed, the chunk passes unchanged: %s',
    fix: 'correct the error; catch it inside filter to decide what becomes of the record',
  },
  FLB_NODE_E_FILTER_DROPPED: {
    message: '%s: filter failed, the chunk is dropped (node.on_error): %s',
    fix: 'correct the error; catch it inside filter to decide what becomes of the record',
  },
  FLB_NODE_E_FILTER_TIMEOUT: {
    message: 'filter did not finish within %s ms (node.filter_timeout), the chunk %s',
    fix: 'make filter faster, or raise node.filter_timeout: the pipeline waits for it; node.on_timeout decides about the chunk',
  },
  FLB_NODE_E_FILTER_RESTS: {
    message: 'filter was late three times in a row: chunks %s (node.on_timeout), but for one in ten time-outs, until it answers',
    fix: 'look for a promise that never settles in filter; the pipeline waits no more',
  },
  FLB_NODE_E_FILTER_DOWN: {
    message: 'the filter has no Worker now: chunks %s (node.on_timeout)',
    fix: 'see the cause that is logged above; it is restarted as node.restart says',
  },
  FLB_NODE_E_FEW_FLUSHERS: {
    message: 'Fluent Bit flushes this output from %s thread(s) only: no more than that of its %s Workers (node.workers) can be busy',
    fix: "set workers of the output's section to node.workers or more",
  },
  FLB_NODE_E_EXIT_TIMEOUT: {
    message: 'still busy %s ms after it was cancelled (node.exit_timeout), ended by force',
    fix: 'end collect and flush when ctx.signal aborts, or raise node.exit_timeout',
  },
  FLB_NODE_E_BLOCKED: {
    message: 'its event loop has not turned for %s ms (node.watchdog): it is ended by force',
    fix: 'end the loop at the place shown, or hand the loop a turn now and then (await setImmediate); or raise node.watchdog',
  },
  FLB_NODE_E_STUCK: {
    message: 'its Worker does not end: it is in native code that does not return',
    fix: 'look for a native addon, or execSync and the like, that waits for ever; restart Fluent Bit',
  },
  FLB_NODE_E_PROCESS: {
    message: '%s is not for a plugin: the process is Fluent Bit',
    fix: 'end collect, flush or filter, or throw an error; ask whoever runs Fluent Bit to change the process',
  },
  FLB_NODE_E_WORKER_CRASHED: {
    message: 'the Worker of this instance ended: %s',
    fix: 'correct the cause; the stack names the place',
  },
  FLB_NODE_E_WORKER_OUT_OF_MEMORY: {
    message: 'the Worker of this instance ran out of memory: it keeps more than %s MiB of %s (node.heap_mb)',
    fix: 'look in the stack for what grows, or raise node.heap_mb',
  },
  FLB_NODE_E_WORKER_FATAL: {
    message: "the Worker of this instance cannot go on (%s): it stands still until Fluent Bit's end",
    fix: 'restart Fluent Bit; work in smaller pieces or raise node.heap_mb if it ran out of memory, else report it',
  },
  FLB_NODE_E_BUFFER_REFUSED: {
    message: 'a buffer of %s bytes was refused, it is larger than %s MiB (node.heap_mb)',
    fix: 'work in smaller pieces, or raise node.heap_mb',
  },
  FLB_NODE_E_ADDON_EXCEPTION: {
    message: 'a native addon threw a C++ exception: %s',
    fix: 'report it to the author of the addon: only errors of JavaScript may leave it',
  },
  FLB_NODE_E_GAVE_UP: {
    message: 'not restarted: the limit of %s restarts (node.restart) is reached',
    fix: 'correct the cause logged above, or set node.restart to on',
  },

  // Control socket
  FLB_NODE_E_CONTROL_SOCKET: {
    message: 'the control socket cannot be at %s (node.control): %s',
    fix: 'remove what is in the way, or name another place: node.control /run/fluent-bit/control.sock, in a folder of its user alone',
  },
  FLB_NODE_E_CONTROL_REQUEST: {
    message: 'the control socket does not take this request: %s',
    fix: 'send one of those that docs/control.md lists; flb-node tap and flb-node top do',
  },
  FLB_NODE_E_NOT_RELOADABLE: {
    message: '%s cannot be reloaded: %s',
    fix: 'set node.bundle and node.control in its section and restart Fluent Bit; flb-node dev does it',
  },

  // Bundles
  FLB_NODE_E_BUNDLE_UNREADABLE: {
    message: 'cannot read the bundle %s: %s',
    fix: 'correct node.bundle, or remove it to run the bundle inside the plugin',
  },
  FLB_NODE_E_BUNDLE_OTHER: {
    message: 'the bundle %s registers %s, this section is for %s',
    fix: 'correct node.bundle: it replaces the code of this plugin, not its name and type',
  },
  FLB_NODE_E_BUNDLE_FAILED: {
    message: 'cannot evaluate the bundle %s: %s',
    fix: 'correct the syntax error or install the module it names, then build the plugin again',
  },
  FLB_NODE_E_BINDING_ABI: {
    message: 'plugin %s was built for binding version %s, this runtime has version %s',
    fix: 'build the plugin with the fluent-bit-node release that libflbnode.so is from',
  },

  // Metrics
  FLB_NODE_E_METRIC_LATE: {
    message: 'metric "%s" was created after init: it stays in the registry and is not shown by Fluent Bit',
    fix: 'create every metric in init',
  },
  FLB_NODE_E_CMETRICS: {
    message: 'this Fluent Bit takes no metrics from %s plugins: %s stay in the registry of the instance',
    fix: 'nothing, or use an input or output plugin on an official build of Fluent Bit 2.2 or later',
  },
  FLB_NODE_E_NO_SIGNALS: {
    message: 'this host takes no %s from inputs',
    fix: 'run the input in an official build of Fluent Bit 2.2 or later',
  },
  FLB_NODE_E_EVENT_TYPES: {
    message: 'this Fluent Bit gives plugins log records only: no metrics and no traces will come',
    fix: 'use Fluent Bit 4.2.3 or later for what this output takes besides logs',
  },

  // Native
  FLB_NODE_E_APPEND_REFUSED: {
    message: 'Fluent Bit does not take %s queued records now',
    fix: 'nothing: they stay queued and are offered again; raise mem_buf_limit if it happens often',
  },
  FLB_NODE_E_RECORDS_LOST: {
    message: '%s accepted records were refused by Fluent Bit until its end and are lost',
    fix: 'set node.spill_path to keep them for the next start; raise grace in [SERVICE], or mem_buf_limit of this input',
  },
  FLB_NODE_E_SPILL_PATH: {
    message: 'no file can be written to the folder %s (node.spill_path): %s',
    fix: 'make the folder (mkdir -p), let the user that runs Fluent Bit write to it, or correct node.spill_path',
  },
  FLB_NODE_E_SPILL_WRITE: {
    message: '%s accepted records were refused by Fluent Bit until its end and are lost: %s cannot be written: %s',
    fix: 'make room in the folder of node.spill_path, or raise grace in [SERVICE] or mem_buf_limit of this input',
  },
  FLB_NODE_E_SPILL_DAMAGED: {
    message: 'the spill file %s is damaged at byte %s: the %s records before it are delivered, then it is kept as %s',
    fix: 'look for a fault of the disk; remove the file once nobody needs the rest of it',
  },
  FLB_NODE_E_QUEUE_CORRUPT: {
    message: "something wrote over the input's queue: the %s bytes that were left in it are lost",
    fix: "look for a native addon of the plugin's that writes out of bounds",
  },
  FLB_NODE_E_SIGNAL_REFUSED: {
    message: 'Fluent Bit cannot read the %s that the plugin wrote, they are dropped',
    fix: 'write nothing that this Fluent Bit does not have (docs/writing-an-input.md), or use a newer one',
  },
  FLB_NODE_E_SHARED_THREAD: {
    message: 'two instances of %s on one thread cannot be told apart',
    fix: "remove 'threaded off' from their sections",
  },
  FLB_NODE_E_NODE_START: {
    message: 'Node could not start: %s',
    fix: 'run ldd libflbnode.so and look for a missing library; check node.options',
  },
  FLB_NODE_E_SUPERVISOR: {
    message: 'the supervisor of all plugins ended: %s',
    fix: 'restart Fluent Bit, and report this with the log',
  },
  FLB_NODE_E_WEDGED: {
    message: "a plugin blocks Node's thread for ever",
    fix: 'restart Fluent Bit; look for a native addon that does not return',
  },
  FLB_NODE_E_INTERNAL: {
    message: 'out of a resource: %s',
    fix: 'check the memory and thread limits of the Fluent Bit process',
  },
  FLB_NODE_E_RUNTIME_NOT_FOUND: {
    message: 'cannot open libflbnode.so, tried: %s',
    fix: "put libflbnode.so in the plugin's folder, or set FLB_NODE_RUNTIME to its path",
  },
  FLB_NODE_E_RUNTIME_ABI: {
    message: '%s has ABI version %s, the plugin needs %s',
    fix: 'use the libflbnode.so of the release that the plugin was built with',
  },
  FLB_NODE_E_NO_LIBNODE: {
    message: 'libnode was not found: %s',
    fix: 'sudo npx flb-node setup, or set LIBNODE_DIR to a folder that has include/node and lib/libnode.so',
  },

  // Set-up
  FLB_NODE_E_NO_COMPILER: {
    message: '%s was not found',
    fix: 'apt-get install -y g++ cmake make',
  },
  FLB_NODE_E_NO_CLANG: {
    message: 'clang with libFuzzer was not found',
    fix: 'apt-get install -y --no-install-recommends clang-14 libclang-rt-14-dev',
  },
  FLB_NODE_E_NODE_VERSION: {
    message: 'this is Node %s, %s is needed',
    fix: 'install Node 20.19 or later (https://nodejs.org), then run the command again',
  },
  FLB_NODE_E_NO_ROOT: {
    message: 'installing %s needs root',
    fix: 'run the command once as root (sudo npm start), or set LIBNODE_DIR to a libnode of your own',
  },
  FLB_NODE_E_NO_APT: {
    message: 'apt-get was not found, so libnode cannot be installed',
    fix: 'LIBNODE_DIR=/path/to/prefix npm start, where the prefix has include/node and lib/libnode.so',
  },
  FLB_NODE_E_BAD_LIBNODE_DIR: {
    message: 'LIBNODE_DIR is not usable: %s',
    fix: 'set LIBNODE_DIR to a folder that has include/node and lib/libnode.so of one release of Node, or unset it',
  },
  FLB_NODE_E_NPM: {
    message: 'the packages of this project could not be installed: %s',
    fix: 'npm ci',
  },
  FLB_NODE_E_BUILD: {
    message: 'the build failed: %s',
    fix: 'correct what the compiler printed above, then npm run build',
  },
  FLB_NODE_E_BUNDLE: {
    message: 'a plugin could not be bundled or described: %s',
    fix: "correct what is printed above in the plugin's source, then npm run build",
  },
  FLB_NODE_E_NO_FLUENT_BIT: {
    message: 'FLUENT_BIT=%s is no program',
    fix: 'unset FLUENT_BIT, or set it to the path of a fluent-bit executable',
  },
  FLB_NODE_E_START: {
    message: 'the example pipeline did not run: %s',
    fix: 'see its output above, and docs/troubleshooting.md for the codes in it',
  },
  FLB_NODE_E_PACK: {
    message: 'the npm packages could not be made: %s',
    fix: 'correct what the message names, then npm run pack',
  },
  FLB_NODE_E_FIRST_MINUTE: {
    message: 'the first minute with the packages did not go well: %s',
    fix: 'see which step it names; its folder, printed above, is still there after one that failed',
  },
  FLB_NODE_E_USAGE: {
    message: 'the command was not understood: %s',
    fix: 'correct the arguments; the message names those that exist',
  },

  // Commands
  FLB_NODE_E_INSTALL: {
    message: '%s failed in %s, see above',
    fix: 'correct what it says, and run it again in that folder: the files are there',
  },
  FLB_NODE_E_PLATFORM: {
    message: '%s is not there: nothing prebuilt for %s is installed',
    fix: 'npm install @fluent-bit-node/linux-x64-gnu (on arm64 linux-arm64-gnu), or, with a compiler, flb-node build',
  },
  FLB_NODE_E_TEMPLATE: {
    message: 'a plugin cannot be made of %s: %s',
    fix: 'npm install fluent-bit-node, which installs the prebuilt files of the same release',
  },
  FLB_NODE_E_NO_CONTROL: {
    message: 'no running Fluent Bit has a control socket in %s',
    fix: "set node.control to on in the plugin's section and restart Fluent Bit, run this as its user, or name the socket with --socket",
  },
  FLB_NODE_E_MANY_CONTROLS: {
    message: 'several processes have a control socket: %s',
    fix: 'name one of them: --pid PID',
  },
  FLB_NODE_E_CONTROL_CONNECT: {
    message: 'cannot talk to the control socket %s: %s',
    fix: 'run this as the user that runs Fluent Bit, with the same release of fluent-bit-node',
  },
  FLB_NODE_E_DEV_START: {
    message: 'the plugin does not run in %s: %s',
    fix: 'see its log above; correct the plugin or the configuration, then run flb-node dev again',
  },
  FLB_NODE_E_NO_VITEST: {
    message: 'vitest 3.2 or later was not found: %s',
    fix: 'npm install --save-dev vitest',
  },
  FLB_NODE_E_NO_SECTION: {
    message: 'there is no section of the %s %s',
    fix: 'add one to the configuration: flb-node config plugin.ts prints a sample',
  },
  FLB_NODE_E_CONF_SYNTAX: {
    message: 'the configuration cannot be read: %s',
    fix: 'correct the line that the message names',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

const fill = (template: string, args: readonly unknown[]): string => {
  let next = 0;
  return template.replace(/%s/g, () => String(args[next++]));
};

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
};

/**
 * An error with a code of {@link errorTable}.
 *
 * A bundle may carry another copy of this module than the code that catches the error, so recognise it by
 * {@link FluentBitNodeError.is} or by `code`, never by `instanceof`.
 */
export class FluentBitNodeError extends Error {
  /** Tells errors apart: it never changes its meaning, the message may. */
  readonly code: ErrorCode;
  /** The exact next step. */
  readonly fix: string;

  /**
   * An error of the table, with its message and fix.
   *
   * @param args - replace the `%s` of the message, in order. @default none
   */
  constructor(code: ErrorCode, args: readonly unknown[] = [], options: ErrorOptions = {}) {
    const entry: ErrorEntry = errorTable[code];
    super(fill(entry.message, args), options.cause === undefined ? undefined : options);
    this.name = 'FluentBitNodeError';
    this.code = code;
    this.fix = entry.fix;
  }

  /** Is this an error of ours, of whichever copy of the SDK? */
  static is(error: unknown): error is FluentBitNodeError {
    return codeOf(error)?.startsWith('FLB_NODE_E_') ?? false;
  }
}

/**
 * Work was cut short because the plugin is being stopped: a `write()` that waited (its message was not accepted), a
 * `ctx.sleep()`, a ticker. Let it pass: a `collect` or `flush` that ends with it after cancellation is not a failure.
 */
export class CancelledError extends FluentBitNodeError {
  /**
   * Says that work was cut short because the plugin is being stopped. The SDK makes these; throw `ctx.error` instead of one
   * of your own.
   *
   * @param what - what was cut short, as in `write()`. @default 'the work'
   */
  constructor(what = 'the work', options: ErrorOptions & { code?: 'FLB_NODE_E_WRITE_AFTER_CANCEL' } = {}) {
    const { code, ...rest } = options;
    super(code ?? 'FLB_NODE_E_CANCELLED', [what], rest);
    this.name = 'CancelledError';
  }

  /** True for a write cut short by cancellation and for one that came after it. */
  static override is(error: unknown): error is CancelledError {
    const code = codeOf(error);
    return code === 'FLB_NODE_E_CANCELLED' || code === 'FLB_NODE_E_WRITE_AFTER_CANCEL';
  }
}

/**
 * Thrown by a plugin's `flush` to have Fluent Bit send the chunk again later (`FLB_RETRY`), within the limits of the
 * output's `retry_limit`. Any other error drops the chunk (`FLB_ERROR`).
 */
export class RetryError extends FluentBitNodeError {
  /**
   * Thrown by `flush`, it has Fluent Bit send the chunk again later, as often as `retry_limit` says. Any other error drops
   * the chunk.
   *
   * @param reason - logged by the runtime. @default 'the plugin asked for a retry'
   * @param options - `cause`: the error behind it, which is logged too.
   */
  constructor(reason = 'the plugin asked for a retry', options: ErrorOptions = {}) {
    super('FLB_NODE_E_RETRY', [reason], options);
    this.name = 'RetryError';
  }

  static override is(error: unknown): error is RetryError {
    return codeOf(error) === 'FLB_NODE_E_RETRY';
  }
}

/** One thing that is wrong with a section. */
export interface ConfigIssue {
  /** The key as the schema has it; empty when the issue is not about one key. */
  readonly key: string;
  /** As it stands in the configuration, unquoted; `undefined` when the key is missing. Of a secret key `'[secret]'`. */
  readonly value: string | undefined;
  /** What was expected, in the words of the schema library. */
  readonly expected: string;
}

/** Stands where the value of a secret key would. */
export const SECRET_VALUE = '[secret]';

/** Keys that look like secrets, for schemas that do not mark theirs. */
const SECRET = /pass(word|wd|phrase)|secret|token|credential|(api|private|access)_?key/i;

const describeIssue = ({ key, value, expected }: ConfigIssue): string => {
  if (key === '') return expected;
  if (value === undefined) return `${key} is missing: ${expected}`;
  return value === SECRET_VALUE || SECRET.test(key) ? `${key} has a wrong value (not shown): ${expected}` : `${key} is "${value}": ${expected}`;
};

/** A section of the configuration does not fit the plugin's schema. Fails init, and with it Fluent Bit's start. */
export class ConfigError extends FluentBitNodeError {
  /** The section as the user knows it: `[INPUT] in-dummy.0`. */
  readonly section: string;
  /** All that is wrong with it, at least one thing. */
  readonly issues: readonly ConfigIssue[];

  /**
   * A section that does not fit. The SDK makes these before `init`.
   *
   * @param section - as the user knows it: `[INPUT] in-dummy.0`.
   * @param issues - at least one; all go into the message, values of keys that look like secrets excepted.
   */
  constructor(section: string, issues: readonly ConfigIssue[], options: ErrorOptions = {}) {
    super('FLB_NODE_E_CONFIG', [section, issues.map(describeIssue).join('; ')], options);
    this.name = 'ConfigError';
    this.section = section;
    this.issues = issues;
  }

  static override is(error: unknown): error is ConfigError {
    return codeOf(error) === 'FLB_NODE_E_CONFIG';
  }
}

/**
 * Makes an error of the table.
 *
 * The last argument may be `{ cause }`; the others replace the `%s` of the message in order.
 *
 * @example `createError('FLB_NODE_E_BAD_TIME', 'NaN', { cause: error })`
 */
export function createError(code: ErrorCode, ...args: unknown[]): FluentBitNodeError {
  const last = args.at(-1);
  const isOptions = typeof last === 'object' && last !== null && 'cause' in last && !(last instanceof Error);
  return new FluentBitNodeError(code, isOptions ? args.slice(0, -1) : args, isOptions ? (last as ErrorOptions) : {});
}

/** One line for a log: the message, the code in brackets and, for our own errors, the next step. */
export function describeError(error: unknown): string {
  if (FluentBitNodeError.is(error)) return `${error.message} [${error.code}] -> ${error.fix}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
