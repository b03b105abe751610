/** A pipeline with one faulty instance, and a second pipeline beside it that must not notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, fixture, type Host, scratch, start } from '../e2e/support/hosts.ts';
import { numbers, upTo } from '../e2e/support/ledger.ts';
import type { Ended, Running } from '../e2e/support/process.ts';
import type { Kind } from './table.ts';

const COUNT = 40;

export const SHORT = { 'node.flush_timeout': '2s', 'node.filter_timeout': '2s' };

/** Short, so that the cases are; not so short that a busy machine alone is a fault. */
const SETTINGS = {
  'node.watchdog': '4s',
  'node.init_timeout': '6s',
  'node.flush_timeout': '20s',
  'node.filter_timeout': '20s',
};

const LAYOUT: Record<Kind, (faulty: object, kept: string) => Config> = {
  input: (faulty, kept) => ({
    plugins: [fixture('fault-input')],
    inputs: [{ name: 'fault-input', tag: 'faulty', count: COUNT, ...faulty }],
    outputs: [{ name: 'fixture-output', match: 'faulty', file: kept }],
  }),
  output: (faulty, kept) => ({
    plugins: [fixture('fault-output')],
    inputs: [{ name: 'fixture-input', tag: 'faulty', count: COUNT, burst: 1, every: 30 }],
    outputs: [{ name: 'fault-output', match: 'faulty', file: kept, retry_limit: 'no_limits', ...faulty }],
  }),
  filter: (faulty, kept) => ({
    plugins: [fixture('filter-fault')],
    inputs: [{ name: 'fixture-input', tag: 'faulty', count: COUNT, burst: 1, every: 30 }],
    filters: [{ name: 'fault', match: 'faulty', ...faulty }],
    outputs: [{ name: 'fixture-output', match: 'faulty', file: kept }],
  }),
};

export class World {
  readonly running: Running;
  readonly #folder = scratch();
  readonly #kept = join(this.#folder, 'kept');
  readonly #healthy = join(this.#folder, 'healthy');
  readonly #accepted = join(this.#folder, 'accepted');

  /** @param section - keys of the faulty instance besides its fault. */
  constructor(host: Host, kind: Kind, section: Record<string, string>) {
    const { plugins, inputs = [], outputs = [], filters } = LAYOUT[kind]({ folder: this.#folder, ...SETTINGS, ...section }, this.#kept);
    const config: Config = {
      service: { flush: 0.1, 'scheduler.base': 1, 'scheduler.cap': 1 },
      plugins: [...plugins, fixture('fixture-input'), fixture('fixture-output')],
      inputs: [
        ...inputs,
        { name: 'fixture-input', alias: 'healthy', tag: 'healthy', count: 1e9, burst: 1, every: 20, ledger: this.#accepted },
      ],
      ...(filters ? { filters } : {}),
      outputs: [...outputs, { name: 'fixture-output', alias: 'keeper', match: 'healthy', file: this.#healthy }],
    };
    this.running = start(host, config, {}, this.#folder);
  }

  /** The numbers of the faulty pipeline that have not arrived. */
  missing(): number[] {
    const arrived = new Set(numbers(this.#kept));
    return upTo(COUNT).filter((n) => !arrived.has(n));
  }

  /** Numbers of the faulty pipeline that came more than once. */
  repeated(): number[] {
    const all = numbers(this.#kept);
    return all.filter((n, at) => n === all[at - 1]);
  }

  /** Ends it as a service manager does. */
  stop(): Promise<Ended> {
    return this.running.stop('SIGTERM', 60_000);
  }

  /** After the end: what the healthy input has written, and what its output has kept. */
  healthy(): { accepted: number; kept: number[] } {
    const { accepted } = JSON.parse(readFileSync(this.#accepted, 'utf8')) as { accepted: number };
    return { accepted, kept: numbers(this.#healthy) };
  }
}
