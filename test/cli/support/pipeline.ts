/** A running pipeline that the commands look into: the real Fluent Bit where there is one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, fixture, fluentBit, newestHost, start } from '../../e2e/support/hosts.ts';
import type { Running } from '../../e2e/support/process.ts';
import { scratch } from './flb-node.ts';

export const host = fluentBit ?? newestHost;

export interface Pipeline {
  readonly running: Running;
  /** For the commands that are to find it, and no other. */
  readonly env: { readonly XDG_RUNTIME_DIR: string };
}

/** An input that writes ten records a second, a filter and an output. */
export async function startPipeline(settings: Record<string, unknown> = { 'node.control': 'on' }, folder = scratch()): Promise<Pipeline> {
  const env = { XDG_RUNTIME_DIR: folder };
  const records = join(scratch(), 'records');
  const config: Config = {
    plugins: [fixture('fixture-input'), fixture('filter-fixture'), fixture('fixture-output')],
    inputs: [{ name: 'fixture-input', tag: 'a.b', count: 1_000_000, burst: 10, every: 100, ...settings }],
    filters: [{ name: 'fixture', match: '*', do: 'nothing', ...settings }],
    outputs: [{ name: 'fixture-output', match: '*', file: records, ...settings }],
  };
  const running = start(host, config, { env });
  const socket = join(folder, 'fluent-bit-node', `${running.pid}.sock`);
  if ('node.control' in settings) await running.until('a control socket', () => existsSync(socket));
  // The socket is the first instance's, and the output is the last one.
  await running.until('the first records', () => existsSync(records));
  return { running, env };
}
