import { expect, test } from 'vitest';
import { ansiToHtml } from '../../../tools/lib/ansi.mjs';

const ESC = '\u001b';

test('text stays text, and no HTML', () => {
  expect(ansiToHtml('a <b> & "c"')).toBe('a &lt;b&gt; &amp; "c"');
});

test('a colour lasts until it is reset', () => {
  expect(ansiToHtml(`${ESC}[32mok${ESC}[39m done`)).toBe('<span style="color:#57c96b">ok</span> done');
  expect(ansiToHtml(`${ESC}[1;31mno${ESC}[0m.`)).toBe('<span style="color:#ff7b72;font-weight:bold">no</span>.');
});

test.each([
  ['38;5;196', 'color:rgb(255,0,0)'],
  ['38;5;244', 'color:rgb(128,128,128)'],
  ['38;2;1;2;3', 'color:rgb(1,2,3)'],
  ['48;5;1', 'background:#ff7b72'],
  ['97;44', 'color:#ffffff;background:#6cb6ff'],
  ['2', 'opacity:.6'],
  ['7', 'color:#1c2128;background:#cdd9e5'],
])('%s', (codes, css) => {
  expect(ansiToHtml(`${ESC}[${codes}mx`)).toBe(`<span style="${css}">x</span>`);
});

test('what follows an extended colour is not taken for a part of it', () => {
  expect(ansiToHtml(`${ESC}[38;5;196;1mx`)).toBe('<span style="color:rgb(255,0,0);font-weight:bold">x</span>');
});

test('other sequences show nothing', () => {
  expect(ansiToHtml(`${ESC}[2Ka${ESC}]8;;https://example.org${ESC}\\b${ESC}]8;;${ESC}\\${ESC}(B`)).toBe('ab');
});
