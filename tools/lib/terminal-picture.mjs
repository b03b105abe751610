// A terminal's screen as a picture: its text as HTML, drawn by a browser.
import { screenshot } from './browser.mjs';
import { ansiToHtml, INK, PAPER } from './ansi.mjs';

/** Letters of one width, among them those of boxes and bars. */
const FONT = '"DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", monospace';

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} text - with its escape sequences
 * @param {{ columns: number, file: string, points?: number }} options - `columns` of the terminal; `file` is the PNG
 */
export async function drawTerminal(browser, text, { columns, file, points = 13 }) {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width: 1800, height: 400 });
    await page.setContent(html(text.trimEnd(), columns, points));
    await screenshot(page, file, await page.$('pre'));
  } finally {
    await page.close();
  }
}

const html = (text, columns, points) => `<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; background: ${PAPER}; }
  pre {
    display: inline-block; box-sizing: content-box; width: ${columns}ch; margin: 0; padding: 14px 18px;
    font: ${points}px/1.3 ${FONT}; font-variant-ligatures: none; color: ${INK}; background: ${PAPER}; overflow: hidden;
  }
</style>
<pre>${ansiToHtml(text)}</pre>
`;
