import { writeSync } from 'node:fs';
import { flushOutput } from 'fluent-bit-node/testing';
import { beforeEach, expect, test, vi } from 'vitest';
import { eventMetrics, nodeMetrics } from '../../test/unit/signals/captured.ts';
import plugin from './plugin.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof import('node:fs')>()), writeSync: vi.fn() }));
const printed = (): string => vi.mocked(writeSync).mock.calls.map(([, text]) => String(text)).join('');
beforeEach(() => vi.clearAllMocks());

test('takes metrics only', () => {
  expect(plugin.eventTypes).toEqual(['metrics']);
});

test('prints a row per sample, in columns', async () => {
  const { status } = await flushOutput(plugin, nodeMetrics, { config: { prefix: 'node_load' } });
  expect(status).toBe('ok');
  expect(printed()).toBe(
    [
      'METRIC       TYPE   LABELS  VALUE\n',
      'node_load1   gauge          3.53\n',
      'node_load5   gauge          1.56\n',
      'node_load15  gauge          2.11\n',
    ].join(''),
  );
});

test('prints every kind, with labels', async () => {
  await flushOutput(plugin, eventMetrics);
  expect(printed()).toMatch(/^kubernetes_network_load_counter +counter +hostname="localhost" app="test" +12\.15$/m);
  expect(printed()).toMatch(/^k8s_disk_load_summary .* count 10, sum 51\.6\d+, q0\.1: 11\.11, q0\.2: 0, /m);
  expect(printed()).toMatch(/^k8s_network_load_histogram .* count 5, sum 1013\.021, <=0\.05: 2, .*, <=Infinity: 5$/m);
});

test('prints nothing when nothing fits', async () => {
  await flushOutput(plugin, nodeMetrics, { config: { prefix: 'other_' } });
  expect(printed()).toBe('');
});
