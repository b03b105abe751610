import type { Section } from './write-config.mjs';

export interface Variant {
  /** The configuration of its pipeline. */
  config(context: { readonly port: number }): PipelineConfig;
  /** Whose records are counted. @default 'output' */
  counts?: 'input' | 'output' | undefined;
  /** Opened once records come. */
  watch?: (() => Promise<Watch<any>>) | undefined;
  /** It needs no Fluent Bit. */
  anyHost?: boolean | undefined;
}

/** What is read beside Fluent Bit's page: before the window, and at each second of it. */
export interface Watch<Reading> {
  read(): Promise<Reading>;
  /** By name, as the units of table.mjs have them. */
  metrics(readings: readonly Reading[]): Record<string, number>;
  close(): void;
}

export interface PipelineConfig {
  plugins: string[];
  inputs: Section[];
  filters?: Section[] | undefined;
  outputs: Section[];
}

export interface Definition {
  name: string;
  title: string;
  measure: 'flow';
  variants: Record<string, Variant>;
}

/** What runs where. */
export interface Bench {
  /** The program that runs the pipelines. */
  host: string;
  /** It is a Fluent Bit. */
  real: boolean;
  quick: boolean;
  rounds: number;
  /** The window. */
  seconds: number;
}

export interface Summary {
  median: number;
  min: number;
  max: number;
  runs: number[];
}

/** The summary of each metric, or why there is none. */
export type VariantResult = { notRun: string } | Record<string, Summary>;

export function runCase(definition: Definition, bench: Bench, say: (text: string) => void): Promise<Record<string, VariantResult>>;
