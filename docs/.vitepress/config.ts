/**
 * The documentation as a site: `npm run docs:build` makes it, `npm run docs:dev` shows it while it is written. Nothing
 * in it comes from another host.
 *
 * @module
 */
import { defineConfig } from 'vitepress';
import { moveLinks } from './links.ts';
import { sidebar } from './sidebar.ts';

/** A heading's anchor as on GitHub, where the same pages are read: links into a page hold in both. */
const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

const base = process.env['DOCS_BASE'] ?? '/';

export default defineConfig({
  title: 'fluent-bit-node',
  description: 'Write Fluent Bit plugins in TypeScript',
  lang: 'en',
  // Where the site is on its host, as in `/fluent-bit-node/`.
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  outDir: '../build/site',
  cacheDir: '../build/site-cache',
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  markdown: { config: moveLinks, anchor: { slugify } },
  // The index of the local search is one file, loaded at the first search.
  vite: { build: { chunkSizeWarningLimit: 3000 } },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Guides', link: '/writing-an-input' },
      { text: 'How to', link: '/how-to/http-api-input' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Why', link: '/guarantees' },
    ],
    sidebar,
  },
});
