/**
 * The pipelines that are measured: the plugin, and beside it what Fluent Bit does by itself.
 *
 * @module
 */
import type { Definition, PipelineConfig, Variant } from '../../../bench/lib/run-case.mjs';
import type { Section } from '../../../bench/lib/write-config.mjs';
import type { PluginType } from '../../runtime/binding.ts';
import { usageError } from '../command.ts';
import type { Feed } from './feed.ts';

export interface Subject {
  readonly type: PluginType;
  readonly name: string;
  /** Its shared object. */
  readonly file: string;
  readonly section: Section;
}

export interface Surroundings {
  readonly feed: Feed;
  /** What a filter's figures are shown by: the shared object of an output of ours (docs/metrics.md). */
  readonly sink: string;
}

/** A definition for bench/lib/run-case.mjs, of the plugin and its peer. */
export interface Comparison extends Definition {
  readonly peer: string;
}

const NULL = { name: 'null', match: '*' };
/** Where an output is slower than its feed, the feed waits: else Fluent Bit's memory is what grows. */
const LIMIT = { mem_buf_limit: '50M' };
const PEERS = { output: 'native null', filter: 'no filter' };

/** @throws `FLB_NODE_E_USAGE` for a custom plugin: no records pass it. */
export function compare(subject: Subject, surroundings: Surroundings): Comparison {
  const { type, name } = subject;
  if (type === 'custom') throw usageError(`${name} is a custom plugin: no records pass it, there is nothing to measure`);
  const { peer, variants } = { input, output, filter }[type](subject, surroundings);
  return { name, title: `${type} ${name}`, measure: 'flow', peer, variants: { [name]: variants[0], [peer]: variants[1] } };
}

interface Pair {
  peer: string;
  /** The plugin, its peer. */
  variants: readonly [Variant, Variant];
}

const variant = (config: PipelineConfig, more: Partial<Variant> = {}): Variant => ({ config: () => config, anyHost: true, ...more });

function input({ name, file, section }: Subject, { feed }: Surroundings): Pair {
  const peer = feed.plugins.length > 0 ? "the package's own bench-flood" : 'native in_dummy';
  return {
    peer,
    variants: [
      variant({ plugins: [file], inputs: [{ name, tag: 't', ...section }], outputs: [NULL] }, { watches: 'input' }),
      variant({ plugins: feed.plugins, inputs: [feed.section], outputs: [NULL] }),
    ],
  };
}

function output({ name, file, section }: Subject, { feed }: Surroundings): Pair {
  const inputs = [{ ...feed.section, ...LIMIT }];
  return {
    peer: PEERS.output,
    variants: [
      variant(
        { plugins: [...feed.plugins, file], inputs, outputs: [{ name, match: '*', workers: 1, ...section }] },
        { watches: 'output' },
      ),
      variant({ plugins: feed.plugins, inputs, outputs: [{ ...NULL, workers: 1 }] }),
    ],
  };
}

function filter({ name, file, section }: Subject, { feed, sink }: Surroundings): Pair {
  const inputs = [feed.section];
  // It matches nothing, and is there because Fluent Bit has no place for the figures of a filter.
  const carrier = { name: 'bench-sink', match: 'nothing' };
  return {
    peer: PEERS.filter,
    variants: [
      variant(
        { plugins: [...feed.plugins, file, sink], inputs, filters: [{ name, match: '*', ...section }], outputs: [NULL, carrier] },
        { counts: 'input', watches: 'filter' },
      ),
      variant({ plugins: feed.plugins, inputs, outputs: [NULL] }, { counts: 'input' }),
    ],
  };
}
