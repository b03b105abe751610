/** The documentation says what the code says. `npm run docs` writes the tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../../src/config/settings.ts';
import { errorTable } from '../../src/errors.ts';
import { CHECKS } from '../../src/testing/contract/index.ts';

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

  it("list every metric of the runtime's own", () => {
    const rows = read('native/runtime/instance_metrics.def')
      .split('\n')
      .filter((line) => line.startsWith('FIGURE('))
      .map((line) => /^FIGURE\(k\w+, k(\w+), k(\w+), "(\w+)", "(\w*)", "(\w*)", [\d.e-]+, "([^"]*)"\)$/.exec(line) ?? [line])
      .map(([line, kind = '', plugins = '', name, label, value, help = '']) => {
        expect(name, line).toBeDefined();
        const series = label ? `${name}{${label}="${value}"}` : name;
        return `| \`${series}\` | ${kind.toLowerCase()} | ${plugins.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase()} | ${cell(help)} |`;
      });
    expect(rows.length).toBeGreaterThan(0);
    const section = /<!-- runtime:begin -->([^]*)<!-- runtime:end -->/.exec(read('docs/metrics.md'))?.[1] ?? '';
    expect(section.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });

  it('list every check of the contract', () => {
    const section = /<!-- contract:begin -->([^]*)<!-- contract:end -->/.exec(read('docs/testing.md'))?.[1] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| ')).slice(1);
    const expected = CHECKS.map(({ name, types, change }) => `| ${name} | ${types.length === 4 ? 'all' : types.join(', ')} | ${cell(change)} |`);
    expect(rows).toEqual(expected);
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
