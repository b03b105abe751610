import { cpus, freemem, loadavg, totalmem } from 'node:os';
import {
  type Context,
  type FluentBit,
  type InputPlugin,
  type MessageChannel,
  type MetricFamilyInput,
  registerInput,
} from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  interval_ms: z.coerce.number().positive().default(1000).describe('Milliseconds from one reading to the next'),
});

/** What this machine does now. */
export function readMachine(): MetricFamilyInput[] {
  const times = cpus().map((cpu) => cpu.times);
  const modes = ['user', 'nice', 'sys', 'idle', 'irq'] as const;
  return [
    {
      type: 'gauge',
      name: 'machine_load',
      help: 'Load average',
      samples: loadavg().map((value, i) => ({ labels: { minutes: [1, 5, 15][i] ?? 0 }, value })),
    },
    {
      type: 'gauge',
      name: 'machine_memory_bytes',
      help: 'Main memory',
      samples: [
        { labels: { kind: 'total' }, value: totalmem() },
        { labels: { kind: 'free' }, value: freemem() },
      ],
    },
    {
      type: 'counter',
      name: 'machine_cpu_seconds_total',
      help: 'Time that all processors spent, by mode',
      samples: modes.map((mode) => ({
        labels: { mode },
        value: times.reduce((sum, each) => sum + each[mode], 0) / 1000,
      })),
    },
  ];
}

class Machine implements InputPlugin<typeof config> {
  #interval!: number;

  init(_ctx: Context, fbit: FluentBit<typeof config>): void {
    this.#interval = fbit.config.interval_ms;
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const _time of ctx.ticker(this.#interval)) await ch.writeMetrics(readMachine());
  }
}

export default registerInput('in-metrics', 'Writes metrics of this machine', () => new Machine(), { config });
