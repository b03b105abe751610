// A headless Chromium: to read the site as a visitor does, and to make pictures of pages and of terminals.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import puppeteer from 'puppeteer-core';
import { onPath } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Its path: `CHROMIUM`, else the first of its names on PATH; undefined when there is none. */
export function findBrowser() {
  const named = process.env.CHROMIUM;
  return (named ? [named] : NAMES).map(onPath).find(Boolean);
}

/** For the one line that says why nothing was done. */
export const NO_BROWSER = 'there is no Chromium (apt-get install chromium, or CHROMIUM=/path/to/it)';

/**
 * Starts one and ends it after the work, whatever becomes of that.
 *
 * @template T
 * @param {(browser: import('puppeteer-core').Browser) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBrowser(work) {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(NO_BROWSER);
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    // Containers have no user namespaces for its sandbox, and a small /dev/shm. Only pages of our own are shown.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/**
 * A picture of what a page shows, as a PNG file.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} file - its folder is made
 * @param {import('puppeteer-core').ElementHandle} [element] - this part alone
 */
export async function screenshot(page, file, element) {
  await page.evaluate(() => document.fonts.ready);
  const picture = await (element ?? page).screenshot({ type: 'png' });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, picture);
}
