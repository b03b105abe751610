// Makes the site, shows it, checks it.
import { SetupError } from '../fail.mjs';
import { NO_BROWSER, findBrowser } from '../browser.mjs';
import { run, step } from '../run.mjs';
import { buildApi } from './api.mjs';
import { checkSite } from './check.mjs';

export { report } from '../fail.mjs';

const vitepress = (...args) => run(process.execPath, ['node_modules/vitepress/bin/vitepress.js', ...args]);

/** @param {string} [what] */
export async function site(what) {
  if (what === 'build') return buildSite();
  if (what === 'dev') {
    await buildApi();
    process.exitCode = await vitepress('dev', 'docs');
    return;
  }
  if (what !== 'check') throw new SetupError('FLB_NODE_E_USAGE', 'node tools/site.mjs build, dev or check');
  const { pages, links, problems, skipped } = await readSite({ pictures: true });
  for (const name of skipped) console.log(`SKIPPED: ${name}`);
  for (const problem of problems) console.log(`FAILED: ${problem}`);
  console.log(`${pages} pages and ${links} links read, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

/**
 * Builds it and reads it.
 *
 * @param {{ pictures?: boolean, quick?: boolean }} [options] - as {@link checkSite}'s
 * @returns {Promise<{ pages: number, links: number, problems: string[], skipped: string[] }>}
 */
export async function readSite(options) {
  await buildSite();
  if (!findBrowser()) return { pages: 0, links: 0, problems: [], skipped: [`reading the site: ${NO_BROWSER}`] };
  step('reading the site: Chromium');
  return { ...(await checkSite(options)), skipped: [] };
}

/** @throws when the reference cannot be made, or a page links to one that is not there */
export async function buildSite() {
  step('the reference: typedoc');
  await buildApi();
  step('the site: vitepress');
  if ((await vitepress('build', 'docs')) !== 0) throw new Error('the site could not be built: see above');
}
