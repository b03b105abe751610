/** The testing kit hides secrets as Fluent Bit's host does. */
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { registerInput, secret } from '../../../src/index.ts';
import { resetRegistration } from '../../../src/plugin/register.ts';
import { Redactor } from '../../../src/log/redactor.ts';
import { startInstance } from '../../../src/testing/index.ts';

afterEach(resetRegistration);

test('a redactor leaves nothing of values, also of those that overlap or contain each other', () => {
  const redactor = new Redactor();
  redactor.add(['hunter22', 'one\ntwo', '', 'abcd', 'abcdefgh', 'cdefxy', 'secret', 'on', '7']);
  const cases = [
    ['nothing', 'nothing'],
    ['a=hunter22&b=xhunter22y\nhunter22', 'a=[secret]&b=x[secret]y\n[secret]'],
    ['one\ntwo\nthree', '[secret]\nthree'],
    ['abcdefgh abcd', '[secret] [secret]'],
    ['abcdefxy', '[secret]'],
    ['secret', '[secret]'],
    ['on connection 7 of 77: on.', '[secret] connection [secret] of 77: [secret].'],
  ];
  for (const [text = '', expected] of cases) expect(redactor.redact(text)).toBe(expected);
});

test('secrets are not in the log and the metrics of an instance', async () => {
  const config = z.object({ apiKey: secret(z.string().min(9)), open: z.string() });
  const plugin = registerInput(
    'in-secret',
    'x',
    () => ({
      init(_ctx, { config: { apiKey, open }, logger, metrics }): void {
        metrics.newCounter('calls', `With ${apiKey}`, ['key']).inc({ key: apiKey });
        logger.info('%s %s %s', apiKey, encodeURIComponent(apiKey), open);
      },
      async collect(): Promise<void> {},
    }),
    { config },
  );
  const instance = await startInstance(plugin, { config: { api_key: 'hunter22 &"', open: 'seen' } });
  const metrics = await instance.metrics();
  expect(metrics.value('calls', { key: '[secret]' })).toBe(1);
  await instance.cancel();
  expect(instance.logs[0]).toEqual({ level: 'info', message: '[secret] [secret] seen' });
  await expect(startInstance(plugin, { config: { api_key: 'hunter2', open: 'seen' } })).rejects.toThrow(/^(?!.*hunter2).*not shown/);
});
