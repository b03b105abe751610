import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Counted, FlushStatus, type InstanceBinding } from '../../../src/runtime/binding.ts';
import { runInstance } from '../../../src/runtime/instance.ts';
import { Vitals } from '../../../src/runtime/vitals.ts';
import { registerFilter, registerOutput, resetRegistration } from '../../../src/plugin/register.ts';
import type { PluginDefinition } from '../../../src/plugin/types.ts';
import { encodeChunk } from '../../../src/testing/encode.ts';
import { MemoryBinding, type MemoryBindingOptions } from '../../../src/testing/memory-binding.ts';

beforeEach(resetRegistration);

/** What a runtime that asks would get. */
class AskingBinding extends MemoryBinding {
  readonly vitals = vi.fn<NonNullable<InstanceBinding['vitals']>>();
  readonly count = vi.fn<NonNullable<InstanceBinding['count']>>();
}

describe('vitals', () => {
  const tell = (...times: number[]): number[] => {
    const binding = new AskingBinding({ type: 'custom', plugin: 'test' });
    vi.spyOn(performance, 'now').mockReturnValueOnce(0);
    const vitals = new Vitals(binding, 1000);
    for (const time of times) vitals.tell(time);
    return binding.vitals.mock.calls.map(([delay]) => delay);
  };

  test('are as late as the timer that tells them', () => {
    expect(tell(0, 1000, 2250, 3250)).toEqual([0, 0, 0.25, 0]);
  });

  test('are never early', () => {
    expect(tell(0, 900, 1800)).toEqual([0, 0, 0]);
  });

  test('have the heap of this thread', () => {
    const binding = new AskingBinding({ type: 'custom', plugin: 'test' });
    new Vitals(binding, 1000).tell();
    const [, utilization, used, limit, external] = binding.vitals.mock.calls[0] ?? [];
    expect(utilization).toBeGreaterThanOrEqual(0);
    expect(utilization).toBeLessThanOrEqual(1);
    expect(used).toBeGreaterThan(0);
    expect(limit).toBeGreaterThan(used ?? 0);
    expect(external).toBeGreaterThan(0);
  });

  test('go to a runtime that does not ask for them without harm', () => {
    expect(() => new Vitals(new MemoryBinding({ type: 'custom', plugin: 'test' }), 1000).tell()).not.toThrow();
  });
});

describe('the runtime counts', () => {
  /** Runs one chunk through; what was counted, in order. */
  async function counted(plugin: PluginDefinition, options: MemoryBindingOptions, data: Uint8Array): Promise<number[]> {
    const binding = new AskingBinding(options);
    const ended = runInstance(plugin, binding);
    await vi.waitFor(() => expect(binding.phase).toBe('ready'));
    const answered = new Promise<FlushStatus>((done) => (binding.onComplete = (_id, status) => done(status)));
    binding.send({ kind: 'flush', id: 1, tag: 'a', data: new Uint8Array(data).buffer });
    await answered;
    binding.send({ kind: 'cancel' });
    await ended;
    expect(binding.vitals).toHaveBeenCalled();
    return binding.count.mock.calls.map(([what]) => what);
  }
  const good = encodeChunk([{ record: { n: 1 } }]);
  const throwing = (): PluginDefinition =>
    registerFilter('test', 'test', () => ({
      init() {},
      filter() {
        throw new Error('no');
      },
    }));

  test('bad records', async () => {
    const plugin = registerOutput('out-test', 'test', () => ({
      init() {},
      async flush(_ctx, chunk) {
        expect([...chunk]).toHaveLength(2);
      },
    }));
    const bad = Uint8Array.of(0x92, 0xc0, 0xc0);
    const chunk = Buffer.concat([good, bad, good, bad]);
    expect(await counted(plugin, { type: 'output', plugin: 'out-test' }, chunk)).toEqual([Counted.badRecord, Counted.badRecord]);
  });

  test('errors of a filter', async () => {
    expect(await counted(throwing(), { type: 'filter', plugin: 'test' }, good)).toEqual([Counted.filterError]);
  });

  test('and what is dropped on their account', async () => {
    const options = { type: 'filter', plugin: 'test', config: { 'node.on_error': 'drop' } } as const;
    expect(await counted(throwing(), options, good)).toEqual([Counted.filterError, Counted.droppedChunk]);
  });
});
