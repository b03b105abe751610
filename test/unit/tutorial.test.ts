/** How the page of the tutorial is read: what it lets pass would never be seen again. */
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../tools/lib/tutorial/page.mjs';
import { patternOf, readable } from '../../tools/lib/tutorial/pattern.mjs';

describe('what is expected', () => {
  it.each([
    ['a\nb', 'a\nb\n', true],
    ['a\nb', 'a\nb\nc\n', false],
    ['a\nb', 'x\na\nb\n', false],
    ['took … s', 'took 1.5 s\n', true],
    ['took … s', 'took 1.5\nx s\n', false],
    ['…\nend', 'a\nb\nend\n', true],
    ['…\nend', 'end\n', true],
    ['…\nend', 'a\nend\nb\n', false],
    ['a\n…', 'a\n', true],
    ['(a) [b] $1.', '(a) [b] $1.\n', true],
    ['1.5', '1x5\n', false],
  ])('%j and %j: %s', (expected, printed, fits) => {
    expect(patternOf(expected).test(printed)).toBe(fits);
  });

  it('of a command that goes on is the beginning of what it prints', () => {
    expect(patternOf('…\nready', { open: true }).exec('a\nready\nmore\n')?.[0]).toBe('a\nready\n');
    expect(patternOf('ready', { open: true }).test('not yet\n')).toBe(false);
  });
});

it('reads what is printed as a terminal shows it', () => {
  expect(readable('\n\u001b[32mgreen\u001b[0m  \r\nnpm warn Unknown user config "x"\n10 %\r100 %\n\n')).toBe('green\n100 %\n');
});

describe('a page', () => {
  it('is its steps, in their order', () => {
    const page = '# T\n\n```ts plugin.ts\nfile\n```\n\n```sh\na\nb\n```\n\n```console\nout\n```\n\n```sh keeps-running\nc\n```\n\n```sh not-checked\nd\n```\n\n```ts\nshown\n```\n\n```sh fails\ne\n```\n';
    expect(stepsOf(page)).toEqual([
      { kind: 'file', line: 3, text: 'file\n', name: 'plugin.ts' },
      { kind: 'run', line: 7, text: 'a\nb\n', outcome: 'succeeds' },
      { kind: 'output', line: 12, text: 'out\n' },
      { kind: 'run', line: 16, text: 'c\n', outcome: 'keeps-running' },
      { kind: 'run', line: 28, text: 'e\n', outcome: 'fails' },
    ]);
  });

  it('has no block that is left out in silence', () => {
    expect(() => stepsOf('```sh keeps-runing\nx\n```\n')).toThrow(/line 1.*"keeps-runing"/);
  });
});
