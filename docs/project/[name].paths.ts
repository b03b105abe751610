/** The repository's own pages. */
import { readFileSync } from 'node:fs';
import { siteText } from '../.vitepress/links.ts';

const PAGES = { contributing: 'CONTRIBUTING.md', changes: 'CHANGELOG.md' };

export default {
  paths: () =>
    Object.entries(PAGES).map(([name, file]) => ({
      params: { name },
      content: siteText(file, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')),
    })),
};
