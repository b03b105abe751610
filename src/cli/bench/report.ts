/**
 * What `flb-node bench` prints.
 *
 * @module
 */
import type { Machine } from '../../../bench/lib/machine.mjs';
import type { VariantResult } from '../../../bench/lib/run-case.mjs';
import { caseTable, number, unit } from '../../../bench/lib/table.mjs';
import type { Ratio } from '../../../bench/lib/targets.mjs';
import type { PluginType } from '../../runtime/binding.ts';

export interface BenchReport {
  readonly plugin: { readonly type: PluginType; readonly name: string };
  readonly machine: Machine;
  readonly rounds: number;
  /** Of each round, about. */
  readonly seconds: number;
  readonly title: string;
  /** Of the plugin and of its peer: each metric's median, least, most and all runs. */
  readonly results: Record<string, VariantResult>;
  readonly ratios: readonly Ratio[];
  readonly notes: readonly string[];
}

/** From here on the load average is said to disturb. */
const BUSY = 0.5;

export function reportText(report: BenchReport): string {
  const { machine, rounds, seconds, ratios, notes } = report;
  const lines = [
    `${machine.host}, libnode ${machine.libnode}, Node ${machine.node}; ${machine.cores} cores (${machine.cpu}), ${machine.memoryGB} GB, ${machine.kernel}`,
    `${rounds} ${rounds === 1 ? 'round' : 'rounds'} of about ${seconds} s each, in turn; medians (least to most)`,
  ];
  const compared = ratios.filter(({ value }) => value !== null).map(ratioLine);
  return [...lines, '', caseTable(report), ...(compared.length > 0 ? ['', ...compared] : []), ...notes.map((note) => `\nnote: ${note}`)].join('\n');
}

const ratioLine = ({ of, to, metric, value, low, high }: Ratio): string =>
  `${unit(metric)}: ${of} has ${number(value!)} times (${number(low!)} to ${number(high!)}) those of ${to}`;

/** What to know when reading the numbers. */
export function notesOn({ load }: Machine, { type }: BenchReport['plugin']): string[] {
  return [
    ...(load >= BUSY ? [`other programs used the CPU at the start (load ${load}): the ratios are better than the numbers`] : []),
    ...(type === 'input' ? [] : ["CPU and memory are those of the whole process, with what feeds the plugin; its peer's have the same feed"]),
  ];
}
