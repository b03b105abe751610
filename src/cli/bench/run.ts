/**
 * Builds the plugin, without a compiler, and measures it.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeMachine } from '../../../bench/lib/machine.mjs';
import { runCase, type VariantResult } from '../../../bench/lib/run-case.mjs';
import { judge } from '../../../bench/lib/targets.mjs';
import type { Section } from '../../../bench/lib/write-config.mjs';
import { buildPrebuilt, type BuiltPlugin } from '../build/prebuilt.ts';
import { hostEnvironment } from '../host-environment.ts';
import { NODE_OF_ABI } from '../libnode.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { abiOf } from '../platform.ts';
import { sectionOf } from './config-section.ts';
import { dummyFeed, generated, ownFeed, readSample, type Feed } from './feed.ts';
import { compare } from './pipelines.ts';
import { notesOn, type BenchReport } from './report.ts';

export interface BenchOptions {
  readonly entry: string;
  /** Its settings; those of `config` come before them. */
  readonly section: Section;
  /** A configuration of Fluent Bit with a section of it. */
  readonly config?: string | undefined;
  /** The program that runs the pipelines, and whether it is a Fluent Bit. */
  readonly host: string;
  readonly real: boolean;
  readonly rounds: number;
  /** Of each round. */
  readonly seconds: number;
  /** NDJSON. */
  readonly input?: string | undefined;
  /** Records a second of what feeds it, or is its peer. */
  readonly rate?: number | undefined;
}

/** @param say - for each round. */
export async function measure(options: BenchOptions, say: (text: string) => void): Promise<BenchReport> {
  const outputDir = mkdtempSync(join(tmpdir(), 'flb-node-bench-'));
  try {
    return await measureIn(outputDir, options, say);
  } finally {
    rmSync(outputDir, { recursive: true, force: true });
  }
}

async function measureIn(outputDir: string, options: BenchOptions, say: (text: string) => void): Promise<BenchReport> {
  const { entry, config, host, real, rounds, seconds } = options;
  const { file, plugin } = await buildPrebuilt({ entry, outputDir });
  const section = { ...(config === undefined ? {} : sectionOf(plugin, config)), ...options.section };
  const libnode = provideRuntime();
  const feed = await feedFor(options, outputDir);
  const socket = join(outputDir, 'control.sock');
  const { peer, ...definition } = compare({ type: plugin.type, name: plugin.name, file, section }, { feed, socket });

  const machine = describeMachine({ host, real, libnode });
  // Short windows are asked for where nobody looks at the numbers: then there is no need to warm up for long, either.
  const quick = seconds < SHORT;
  const results = await runCase(definition, { host, real, quick, rounds, seconds }, say);
  const targets = ['rate', 'cpu'].map((metric) => ({ of: plugin.name, to: [peer], [metric]: {} }));
  return {
    plugin: { type: plugin.type, name: plugin.name },
    machine,
    rounds,
    seconds,
    title: definition.title,
    results,
    ratios: judge({ targets, variants: definition.variants }, results),
    notes: notesOn(machine, plugin),
  };
}

/** In seconds. */
const SHORT = 3;

/** Why the plugin was not measured, if it was not. */
export function whyFailed({ plugin, results }: BenchReport): string | undefined {
  const own: VariantResult | undefined = results[plugin.name];
  return own !== undefined && 'notRun' in own ? (own.notRun as string) : undefined;
}

async function feedFor({ real, input, rate }: BenchOptions, outputDir: string): Promise<Feed> {
  const sample = input === undefined ? generated : readSample(input);
  if (real) return dummyFeed(sample, rate);
  const { file } = await buildFeeder(outputDir);
  return ownFeed(file, input && resolve(input), rate);
}

/** The input of this package's own benchmarks. */
const buildFeeder = (outputDir: string): Promise<BuiltPlugin> =>
  buildPrebuilt({ entry: join(PACKAGE_ROOT, 'bench/plugins/bench-flood/plugin.ts'), outputDir });

/** In this process' own environment, which those that it starts have. @returns Node's version, for the report */
function provideRuntime(): string {
  Object.assign(process.env, hostEnvironment());
  const runtime = String(process.env['FLB_NODE_RUNTIME']);
  const abi = abiOf(runtime);
  return abi === undefined ? `of ${runtime}` : `${NODE_OF_ABI[abi] ?? '?'} (ABI ${abi})`;
}
