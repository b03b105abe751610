/** A page for each folder of `examples/`: its README, then its files. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileAnchor, siteText } from '../.vitepress/links.ts';
import { examples } from '../.vitepress/sidebar.ts';

const LANGUAGES: Record<string, string> = { ts: 'ts', yaml: 'yaml', conf: 'ini', json: 'json' };
/** What else is there follows in the order of the alphabet. */
const FIRST = ['plugin.ts', 'plugin.test.ts'];

const folderOf = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

function section(name: string, file: string): string {
  const text = readFileSync(`${folderOf(name)}/${file}`, 'utf8').trimEnd();
  const language = LANGUAGES[file.split('.').at(-1) ?? ''] ?? 'text';
  return `\n## ${file} {#${fileAnchor(file)}}\n\n\`\`\`\`${language}\n${text}\n\`\`\`\`\n`;
}

export default {
  watch: ['../../examples/*/*'],
  paths: () =>
    examples.map((name) => {
      const readme = siteText(`examples/${name}/README.md`, readFileSync(`${folderOf(name)}/README.md`, 'utf8'));
      const others = readdirSync(folderOf(name)).filter((file) => file !== 'README.md' && !FIRST.includes(file));
      const sections = [...FIRST, ...others.sort()].map((file) => section(name, file));
      return { params: { name }, content: readme + sections.join('') };
    }),
};
