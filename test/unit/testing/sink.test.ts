import { afterEach, expect, test } from 'vitest';
import { registerInput, type InputPlugin } from '../../../src/index.ts';
import { resetRegistration, startInstance, type InstanceSink } from '../../../src/testing/index.ts';

afterEach(resetRegistration);

test('a sink gets what an instance makes, and the instance keeps none of it', async () => {
  const plugin = registerInput('in-all', 'Writes all there is', (): InputPlugin => ({
    init(_ctx, { logger }) {
      logger.info('hello');
    },
    async collect(_ctx, ch) {
      await ch.write({ record: { n: 1 }, tag: 'own' });
      await ch.writeMetrics([{ type: 'gauge', name: 'heat', help: 'Heat', samples: [{ value: 1 }] }]);
      const times = { startTimeUnixNano: 1n, endTimeUnixNano: 2n };
      const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name: 'work', ...times };
      await ch.writeTraces([{ scopeSpans: [{ spans: [span] }] }]);
    },
  }));
  const seen: unknown[] = [];
  const sink: InstanceSink = {
    log: ({ message }) => seen.push(message),
    message: ({ record, tag }) => seen.push({ record, tag }),
    metrics: ({ name }) => seen.push(name),
    traces: ({ scopeSpans }) => seen.push(scopeSpans[0]?.spans[0]?.name),
  };
  const instance = await startInstance(plugin, { sink, logLevel: 'info', timeoutMs: Infinity });
  await instance.waitFor(() => seen.includes('work'));
  await instance.cancel();
  expect(seen).toEqual(expect.arrayContaining(['hello', { record: { n: 1 }, tag: 'own' }, 'heat', 'work']));
  expect([instance.logs, instance.messages, instance.writtenMetrics, instance.writtenTraces]).toEqual([[], [], [], []]);
});
