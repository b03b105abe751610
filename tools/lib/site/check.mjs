// Reads every page of the site as a visitor does, in a headless Chromium.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBrowser } from '../browser.mjs';
import { ROOT } from '../run.mjs';
import { takePictures } from './pictures.mjs';
import { fileOf, serve } from './serve.mjs';

const SITE = join(ROOT, 'build/site');

/** Pages read at once. */
const TABS = 4;

/** Two thirds of the pages, which typedoc has made all alike. */
const MADE_ALIKE = 'reference/api/';
/** Of so many of these the browser is shown one, where time is short. */
const SAMPLE = 12;

/** What Chromium says of a request that the next page made needless. */
const ABORTED = 'net::ERR_ABORTED';

/**
 * @typedef {object} PageReport
 * @property {string} path - from the site's folder, as in `decisions/index.html`
 * @property {string[]} ids - its anchors
 * @property {string[]} links - those to this site, as in `/tutorial.html#build`
 * @property {string[]} problems
 */

/**
 * @param {{ pictures?: boolean, quick?: boolean }} [options] - pictures: also take those of docs/images; quick: of the pages
 * that are made alike show the browser some, and read the others' anchors and links in their files
 * @returns {Promise<{ pages: number, links: number, problems: string[] }>} problems: the page, and what is wrong with it
 */
export async function checkSite({ pictures = false, quick = false } = {}) {
  const server = await serve(SITE);
  try {
    return await withBrowser(async (browser) => {
      const pages = readdirSync(SITE, { recursive: true }).filter((name) => name.endsWith('.html')).sort();
      const isRead = (path, at) => quick && path.startsWith(MADE_ALIKE) && at % SAMPLE !== 0;
      const waiting = pages.filter((path, at) => !isRead(path, at));
      /** @type {PageReport[]} */
      const reports = pages.filter(isRead).map(readFile);
      const readSome = async () => {
        const read = await openTab(browser, server.url);
        for (let path = waiting.pop(); path; path = waiting.pop()) reports.push(await read(path));
      };
      await Promise.all(Array.from({ length: TABS }, readSome));
      if (pictures) await takePictures(browser, server.url);
      return summarize(reports);
    });
  } finally {
    await server.close();
  }
}

/**
 * A tab, and what reads pages in it one after the other.
 *
 * @returns {Promise<(path: string) => Promise<PageReport>>}
 */
async function openTab(browser, base) {
  const tab = await browser.newPage();
  let report;
  const found = (what) => report.problems.push(`${report.path}: ${what}`);
  tab.on('console', (message) => {
    // A request that failed is told of below, with its address.
    const isRequest = message.text().startsWith('Failed to load resource');
    if (['error', 'warn'].includes(message.type()) && !isRequest) found(`console: ${message.text()}`);
  });
  tab.on('pageerror', (error) => found(error.message));
  tab.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(base)) found(`asks another host: ${request.url()}`);
  });
  tab.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== ABORTED) found(`${why}: ${request.url()}`);
  });
  tab.on('response', (response) => {
    if (response.status() >= 400) found(`${response.status()}: ${response.url()}`);
  });
  return async (path) => {
    report = { path, ids: [], links: [], problems: [] };
    try {
      await tab.goto(`${base}/${path}`, { waitUntil: 'load' });
      // By a timer: a tab behind another has no frames.
      await tab.waitForFunction(() => document.querySelector('#app')?.__vue_app__ !== undefined, { polling: 20 });
      for (const picture of await tab.evaluate(findBrokenPictures)) found(`picture not shown: ${picture}`);
      report.ids = await tab.$$eval('[id]', (elements) => elements.map(({ id }) => id));
      const links = await tab.$$eval('a[href]', (elements) => elements.map(({ href }) => href));
      report.links = links.filter((link) => link.startsWith(`${base}/`)).map((link) => link.slice(base.length));
    } catch (error) {
      found(error.message);
    }
    return report;
  };
}

/** What the file of a page says, which is what the browser begins with. @returns {PageReport} */
function readFile(path) {
  const html = readFileSync(join(SITE, path), 'utf8');
  const all = (pattern) => [...html.matchAll(pattern)].map(([, found]) => found.replaceAll('&amp;', '&'));
  const links = all(/<a\s[^>]*?href="([^"]*)"/g).map((link) => new URL(link, `site:///${path}`));
  const own = links.filter(({ protocol }) => protocol === 'site:').map(({ pathname, hash }) => pathname + hash);
  return { path, ids: all(/\sid="([^"]+)"/g), links: own, problems: [] };
}

/** In the page. Those out of sight are loaded, too. (Not by `decode()`, which waits for a frame.) */
async function findBrokenPictures() {
  const images = [...document.images];
  const loaded = (image) => {
    image.loading = 'eager';
    if (image.complete) return undefined;
    return new Promise((done) => ['load', 'error'].forEach((event) => image.addEventListener(event, done)));
  };
  await Promise.all(images.map(loaded));
  const isShown = (image) => {
    const { width, height } = image.getBoundingClientRect();
    return image.naturalWidth * image.naturalHeight * width * height > 0;
  };
  return images.filter((image) => !isShown(image)).map((image) => image.src);
}

/** Where links lead is known when all pages have been read. A sidebar's link is on all of them: each is told of once. */
function summarize(reports) {
  const ids = new Map(reports.map((report) => [join(SITE, report.path), new Set(report.ids)]));
  const problems = reports.flatMap((report) => report.problems);
  const broken = new Map();
  for (const { path, links } of reports) {
    for (const link of links) {
      const [target, anchor = ''] = link.split('#', 2);
      const file = fileOf(SITE, target);
      const leadsSomewhere = file && (anchor === '' || ids.get(file)?.has(decodeURIComponent(anchor)) !== false);
      if (!leadsSomewhere && !broken.has(link)) broken.set(link, path);
    }
  }
  for (const [link, path] of broken) problems.push(`${path}: broken link: ${link}`);
  return { pages: reports.length, links: reports.reduce((sum, { links }) => sum + links.length, 0), problems };
}
