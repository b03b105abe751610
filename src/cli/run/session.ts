/**
 * An instance at work for `flb-node run`: the testing kit's, with its log on stderr, until there is nothing left to do or
 * somebody has had enough.
 *
 * @module
 */
import type { PluginDefinition } from '../../plugin/types.ts';
import { startInstance, type InstanceSink, type TestInstance } from '../../testing/instance.ts';
import type { LogLine, Section } from '../../testing/memory-binding.ts';
import { errColors, say, table } from '../terminal.ts';

export interface SessionOptions {
  readonly section: Section;
  readonly logLevel: LogLine['level'] | 'off';
  /** Where signals of an input go. */
  readonly onSignal: (kind: 'metrics' | 'traces', signal: unknown) => void;
}

/** Ends with the first Ctrl-C; the second one ends the process. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/** Starts it, with as much time as it wants. `undefined` when its init failed, which its log says. */
export async function startSession(plugin: PluginDefinition, options: SessionOptions): Promise<TestInstance | undefined> {
  const { section: config, logLevel, onSignal } = options;
  const sink: InstanceSink = {
    log: showLine,
    // They are what take() returns.
    message: () => {},
    metrics: (family) => onSignal('metrics', family),
    traces: (spans) => onSignal('traces', spans),
  };
  try {
    // Not drained by itself: a slow reader of ours makes the plugin's write() wait, as a slow Fluent Bit does.
    return await startInstance(plugin, { config, logLevel, sink, drain: false, captureConsole: true, timeoutMs: Infinity });
  } catch (error) {
    if (logLevel === 'off') throw error;
    return undefined;
  }
}

const PAINT: Record<LogLine['level'], (text: string) => string> = {
  error: errColors.red,
  warn: errColors.yellow,
  info: errColors.green,
  debug: errColors.blue,
  trace: errColors.dim,
};

/** As Fluent Bit's log begins, without the time. */
function showLine({ level, message }: LogLine): void {
  say(`[${PAINT[level](level.padStart(5))}] ${message}`);
}

/** Ends it as a shutdown does. False when `collect` has failed, which the log says. */
export async function endSession(instance: TestInstance): Promise<boolean> {
  try {
    await instance.cancel();
    return true;
  } catch (error) {
    if (error === instance.crash) return false;
    throw error;
  }
}

/** The metrics as they are now, on stderr. */
export async function showMetrics(instance: TestInstance): Promise<void> {
  const rows = (await instance.metrics()).all.map(({ name, labels, kind, value, count }) => {
    const pairs = Object.entries(labels).map(([key, label]) => `${key}=${JSON.stringify(label)}`);
    const isSum = kind === 'histogram' || kind === 'summary';
    return [`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''}`, kind, isSum ? `${value} in ${count}` : String(value)];
  });
  if (rows.length > 0) say(table(rows));
  else say('no metrics');
}
