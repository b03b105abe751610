// The pictures of pages that the README and the site's first page show.
import { join } from 'node:path';
import { screenshot } from '../browser.mjs';
import { ROOT } from '../run.mjs';

const PICTURES = [
  { path: 'index.html', file: 'site-home.png' },
  { path: 'tutorial.html', file: 'site-tutorial.png' },
  { path: 'reference/cli.html', file: 'site-reference.png' },
];

/** @param {import('puppeteer-core').Browser} browser @param {string} base - where the site is served */
export async function takePictures(browser, base) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  for (const { path, file } of PICTURES) {
    await page.goto(`${base}/${path}`, { waitUntil: 'networkidle0' });
    await screenshot(page, join(ROOT, 'docs/images', file));
  }
  await page.close();
}
