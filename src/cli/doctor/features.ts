/**
 * What a Fluent Bit offers to plugins, feature by feature: by its version, by the functions that it exports and by the
 * entry points that it looks up. docs/compatibility.md says the same in words, with the versions that were tried.
 *
 * @module
 */
import { isAtLeast, showVersion, type FluentBit, type Version } from './fluent-bit.ts';

export interface Feature {
  readonly what: string;
  /** The first version that has it. @default 2.2.0 */
  readonly since?: Version;
  /** Functions that its executable exports, all of which the runtime looks up (native/runtime/host_api.cc). */
  readonly symbols?: readonly string[];
  /** Texts in the executable: entry points that it looks up, properties that it knows. */
  readonly names?: readonly string[];
  /** What happens where it is missing. */
  readonly without: string;
  /** Another one that it is a part of: where that is missing, there is nothing to say about this one. */
  readonly of?: string;
  /** Nothing works without it. */
  readonly essential?: boolean;
}

const CMETRICS = ['counter_create', 'gauge_create', 'histogram_create', 'histogram_buckets_create_size', 'summary_create'];
const CMETRICS_SET = ['counter_allow_reset', 'counter_set', 'gauge_set', 'histogram_set_default', 'summary_set_default'];

const METRICS = 'metrics from inputs (writeMetrics)';
const TRACES = 'traces from inputs (writeTraces)';

/** In the order of the ABI's description: entry points, push, events, metrics, filters. */
export const features: readonly Feature[] = [
  {
    what: 'input and output plugins',
    names: ['FLBPluginRegister', 'FLBPluginInit', 'FLBPluginInputCallback', 'FLBPluginFlushCtx'],
    without: 'it loads no plugins of this kind',
    essential: true,
  },
  {
    what: 'hot reload',
    names: ['FLBPluginPreRegister', 'FLBPluginInputPreExit'],
    without: 'plugins are not told of a reload',
  },
  { what: 'flushes during a hot reload', since: [3, 2, 3], without: 'plugins are not asked during one; the chunks come later' },
  { what: 'custom plugins', since: [4, 0, 3], without: 'a customs section of ours does not start' },
  { what: '`plugins:` in YAML', since: [3, 2, 0], without: 'the configuration is refused: use plugins_file' },
  {
    what: 'options of plugins: help, unknown keys refused',
    since: [5, 1, 1],
    without: 'the plugin warns of likely misspellings, and -h does not show its options',
  },
  {
    what: 'an input whose init fails ends the start',
    since: [4, 0, 14],
    without: '2.2.3 runs on without the input; versions between were not looked at',
  },
  {
    what: 'records pushed at once',
    symbols: [
      'flb_input_log_append',
      'flb_input_set_collector_event',
      'flb_input_collector_pause',
      'flb_input_collector_resume',
      'flb_input_collector_running',
    ],
    without: 'inputs are asked for their records once a second',
  },
  {
    what: 'the ring of an input wakes the pipeline',
    since: [4, 2, 0],
    symbols: ['flb_input_set_property'],
    names: ['thread.ring_buffer.capacity', 'thread.ring_buffer.window'],
    without: 'a record may wait up to 250 ms more',
  },
  {
    what: METRICS,
    symbols: ['cmt_decode_msgpack_create', 'cmt_decode_msgpack_destroy', 'flb_input_metrics_append'],
    without: 'FLB_NODE_E_NO_SIGNALS',
  },
  {
    what: TRACES,
    symbols: ['ctr_decode_msgpack_create', 'ctr_decode_msgpack_destroy', 'flb_input_trace_append', 'flb_input_chunk_append_raw'],
    without: 'FLB_NODE_E_NO_SIGNALS',
  },
  { what: 'traces pass the processors of their input', since: [4, 0, 3], of: TRACES, without: 'they pass by them' },
  {
    what: 'several readings of metrics in one chunk',
    of: METRICS,
    since: [4, 0, 14],
    without: 'on 2.2.3, out_stdout prints the first one of each chunk; versions between were not looked at',
  },
  {
    what: '`unit`, `startTimestamp` and exponential histograms in writeMetrics',
    of: METRICS,
    since: [5, 1, 1],
    without: 'refused on 2.2.3 and 4.0.14 (FLB_NODE_E_SIGNAL_REFUSED), leave them out; versions between were not looked at',
  },
  { what: 'outputs of metrics and traces', since: [4, 2, 3], without: 'they get logs only (FLB_NODE_E_EVENT_TYPES)' },
  {
    what: "plugins' metrics at /api/v2/metrics/prometheus",
    symbols: [...CMETRICS, ...CMETRICS_SET].map((name) => `cmt_${name}`),
    without: 'they stay in the registry of the instance (FLB_NODE_E_CMETRICS)',
  },
  {
    what: 'histograms and summaries on that page, exactly',
    since: [5, 1, 1],
    without: 'on 2.2.3 and 4.0.14 they have one more set of labels; versions between were not looked at',
  },
  {
    what: 'filters',
    symbols: ['flb_filter_get_property', 'flb_filter_set_context'],
    without: 'filters do not start',
  },
];

/** Those to be spoken of for this host. */
export function featuresOf(host: FluentBit): Feature[] {
  const missing = new Set(features.filter((feature) => whyMissing(feature, host) !== undefined).map(({ what }) => what));
  return features.filter(({ of }) => of === undefined || !missing.has(of));
}

/** Why it is missing, or `undefined` when it is there. */
export function whyMissing({ since, symbols = [], names = [] }: Feature, host: FluentBit): string | undefined {
  const { version, elf } = host;
  if (since && version && !isAtLeast(version, since)) return `from ${showVersion(since)}`;
  const absent = [...symbols.filter((name) => !elf?.symbols.has(name)), ...names.filter((name) => !host.names(name))];
  return absent.length > 0 ? `it has no ${absent.join(', ')}` : undefined;
}
