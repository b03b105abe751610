/**
 * What feeds outputs and filters, and is the peer of inputs: `in_dummy` of Fluent Bit. On `flb-node-host`, whose `dummy` makes
 * one record at a time, the input of this package's own benchmarks.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { dummy } from '../../../bench/lib/record.mjs';
import type { Section } from '../../../bench/lib/write-config.mjs';
import { usageError } from '../command.ts';

/** Records as JSON texts. */
export type Sample = readonly string[];

export interface Feed {
  /** The section of an input. */
  readonly section: Section;
  /** Shared objects that it needs. */
  readonly plugins: string[];
}

/** Records that in_dummy makes in one callback, at its fastest. */
const COPIES = 10_000;
/** Callbacks a second of in_dummy that is to keep a rate. */
const STEPS = 100;
/** in_dummy is handed all of them in one line of its section. */
const MOST_BYTES = 1 << 20;

/** The records of the benchmarks. */
export const generated: Sample = [dummy];

/** @throws `FLB_NODE_E_USAGE` when it holds something else than one JSON object a line, or too much. */
export function readSample(file: string): Sample {
  const text = readText(file);
  if (text.length > MOST_BYTES) throw usageError(`${file} has more than ${MOST_BYTES} bytes; some hundred records will do`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  lines.forEach((line, at) => {
    if (!isRecord(line)) throw usageError(`${file}:${at + 1}: not a JSON object`);
  });
  if (lines.length === 0) throw usageError(`${file} has no records`);
  return lines;
}

/** @param rate - records a second. @default as many as it can */
export function dummyFeed(sample: Sample, rate?: number): Feed {
  const pace = rate === undefined ? { rate: 1000, copies: copies(COPIES, sample) } : paced(rate, sample);
  return { section: { name: 'dummy', tag: 't', dummy: sample.join(''), ...pace }, plugins: [] };
}

/** @param feeder - the shared object of bench-flood. @param file - the sample's */
export function ownFeed(feeder: string, file: string | undefined, rate?: number): Feed {
  const section = { name: 'bench-flood', tag: 't', mode: 'batch', ...(file ? { records: file } : {}), ...(rate ? { rate } : {}) };
  return { section, plugins: [feeder] };
}

function paced(rate: number, sample: Sample): { rate: number; copies: number } {
  const steps = Math.min(rate, STEPS);
  return { rate: steps, copies: copies(rate / steps, sample) };
}

/** in_dummy makes so many of each record of the sample. */
const copies = (records: number, sample: Sample): number => Math.max(1, Math.round(records / sample.length));

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(`${file}: ${(error as Error).message}`);
  }
}

function isRecord(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
