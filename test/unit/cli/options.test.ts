import { expect, test } from 'vitest';
import { markdownTable, replaceTable } from '../../../src/cli/options/markdown.ts';

const option = { name: 'x', type: 'string', required: false, secret: false, description: '' };

test.each([
  [{ default: '`' }, '| `x` | string | `` ` `` |  |'],
  [{ default: '' }, '| `x` | string | empty |  |'],
  [{ default: 'a\nb|c' }, '| `x` | string | `a\\nb\\|c` |  |'],
  [{ required: true }, '| `x` | string | required |  |'],
])('%j', (more, row) => expect(markdownTable([{ ...option, ...more }]).split('\n')[2]).toBe(row));

test('keeps the line ends of the file', () => {
  const text = 'a\r\n<!-- options:begin -->\r\nold\r\n<!-- options:end -->\r\nb';
  expect(replaceTable(text, '1\n2')).toBe('a\r\n<!-- options:begin -->\r\n1\r\n2\r\n<!-- options:end -->\r\nb');
});

test.each(['', '<!-- options:begin -->', '<!-- options:end --> <!-- options:begin -->'])('no place in "%s"', (text) =>
  expect(replaceTable(text, '')).toBeUndefined(),
);
