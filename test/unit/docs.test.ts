/** The documentation says what the code says. `npm run docs` writes the tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../../src/config/settings.ts';
import { errorTable } from '../../src/errors.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A text as a cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

describe('docs', () => {
  it('list every error of the table, in its words', () => {
    const section = /<!-- errors:begin -->([^]*)<!-- errors:end -->/.exec(read('docs/troubleshooting.md'))?.[1] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `FLB_NODE_E_'));
    const expected = Object.entries(errorTable).map(
      ([code, { message, fix }]) => `| \`${code}\` | ${cell(message)} | ${cell(fix)} |`,
    );
    expect(rows).toEqual(expected);
  });

  it('list every setting with its default', () => {
    const page = read('docs/configuration.md');
    for (const { key, default: standard } of Object.values(settingsTable)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`node.${key}\``));
      expect(row, key).toBeDefined();
      if (standard !== '') expect(row).toContain(`\`${standard}\``);
    }
  });

  it('link to files that exist', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(new URL('docs', root), { recursive: true }).map((name) => `docs/${String(name)}`)];
    for (const page of pages.filter((name) => name.endsWith('.md'))) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        expect(() => readFileSync(fileURLToPath(new URL(target, new URL(page, root)))), `${page}: ${target}`).not.toThrow(/ENOENT/);
      }
    }
  });
});

describe('examples', () => {
  it.each(readdirSync(new URL('examples', root)))('%s is registered under its own name, and its README is there', (name) => {
    // A filter's folder says more than its name, which is a C identifier.
    const registered = name.startsWith('filter-') ? name.slice('filter-'.length).replaceAll('-', '_') : name;
    expect(read(`examples/${name}/plugin.ts`)).toMatch(
      new RegExp(`register(Input|Output|Filter|Custom)\\(\\s*'${registered}'`),
    );
    expect(read(`examples/${name}/README.md`)).toContain(name);
  });
});
