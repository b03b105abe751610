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
import { watchPlugin } from './watch.ts';

export interface Subject {
  readonly type: PluginType;
  readonly name: string;
  /** Its shared object. */
  readonly file: string;
  readonly section: Section;
}

export interface Surroundings {
  readonly feed: Feed;
  /** Where the plugin's control socket is to be. */
  readonly socket: string;
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

/** The one with the plugin. `node.control` costs nothing while nobody asks. */
const watched = (config: PipelineConfig, socket: string, more: Partial<Variant> = {}): Variant =>
  plain(config, { watch: () => watchPlugin(socket), ...more });
const plain = (config: PipelineConfig, more: Partial<Variant> = {}): Variant => ({ config: () => config, anyHost: true, ...more });

const own = ({ name, section }: Subject, socket: string): Section => ({ name, ...section, 'node.control': socket });

function input(subject: Subject, { feed, socket }: Surroundings): Pair {
  const peer = feed.plugins.length > 0 ? "the package's own bench-flood" : 'native in_dummy';
  const inputs = [{ tag: 't', ...own(subject, socket) }];
  return {
    peer,
    variants: [
      watched({ plugins: [subject.file], inputs, outputs: [NULL] }, socket),
      plain({ plugins: feed.plugins, inputs: [feed.section], outputs: [NULL] }),
    ],
  };
}

function output(subject: Subject, { feed, socket }: Surroundings): Pair {
  const inputs = [{ ...feed.section, ...LIMIT }];
  const outputs = [{ match: '*', workers: 1, ...own(subject, socket) }];
  return {
    peer: PEERS.output,
    variants: [
      watched({ plugins: [...feed.plugins, subject.file], inputs, outputs }, socket),
      plain({ plugins: feed.plugins, inputs, outputs: [{ ...NULL, workers: 1 }] }),
    ],
  };
}

function filter(subject: Subject, { feed, socket }: Surroundings): Pair {
  const inputs = [feed.section];
  const filters = [{ match: '*', ...own(subject, socket) }];
  return {
    peer: PEERS.filter,
    variants: [
      watched({ plugins: [...feed.plugins, subject.file], inputs, filters, outputs: [NULL] }, socket, { counts: 'input' }),
      plain({ plugins: feed.plugins, inputs, outputs: [NULL] }, { counts: 'input' }),
    ],
  };
}
