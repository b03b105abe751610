/** A page for each report in `bench/results`. */
import { readdirSync, readFileSync } from 'node:fs';
import { siteText } from '../.vitepress/links.ts';

const FOLDER = new URL('../../bench/results/', import.meta.url);

export default {
  paths: () =>
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.md'))
      .map((file) => ({
        params: { name: file.slice(0, -3) },
        content: siteText(`bench/results/${file}`, readFileSync(new URL(file, FOLDER), 'utf8')),
      })),
};
