import { expect, test } from 'vitest';
import { flbNode } from './support/flb-node.ts';

test('help begins with examples, is on stdout and ends with 0', async () => {
  const { code, stdout, stderr } = await flbNode(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Examples:\n {2}npx fluent-bit-node create /);
});

test('help of a command begins with its examples, however it is asked for', async () => {
  const [option, word] = await Promise.all([flbNode(['run', '--help']), flbNode(['help', 'run'])]);
  expect(option).toEqual(word);
  expect(option.stdout).toMatch(/^Examples:\n {2}flb-node run /);
});

test('an unknown command names the one that was meant, and ends with 2', async () => {
  const { code, stdout, stderr } = await flbNode(['lnt']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Did you mean lint?');
});

test('an unknown option of a command ends with 2', async () => {
  const { code, stderr } = await flbNode(['run', '--limti', '3']);
  expect(code).toBe(2);
  expect(stderr).toContain("unknown option '--limti'");
});
