/** The documentation says what the code says. `npm run docs` writes the tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { buildProgram } from '../../src/cli/program.ts';
import { settingsTable } from '../../src/config/settings.ts';
import { errorTable } from '../../src/errors.ts';
import { CHECKS } from '../../src/testing/contract/index.ts';
import { cliPage } from '../../tools/lib/site/cli-page.mjs';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Those of the repository. The reference of the API is made by the site's build. */
const pages = readdirSync(new URL('docs', root), { recursive: true })
  .map((name) => `docs/${String(name)}`)
  .filter((name) => name.endsWith('.md') && !name.startsWith('docs/reference/api/'));

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
    for (const page of ['README.md', 'CONTRIBUTING.md', ...pages]) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        if (target.startsWith('api/')) continue;
        expect(() => readFileSync(fileURLToPath(new URL(target, new URL(page, root)))), `${page}: ${target}`).not.toThrow(/ENOENT/);
      }
    }
  });
});

describe('the page of the command', () => {
  it('has its options as they are defined', async () => {
    expect(read('docs/reference/cli.md')).toBe(cliPage(await buildProgram()));
  });
});

describe('what pages tell to write', () => {
  const blocks = (page: string, language: string): string[] =>
    [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\b[^\\n]*\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);

  it.each(pages.filter((page) => blocks(page, 'yaml').length > 0))('%s: YAML', (page) => {
    for (const text of blocks(page, 'yaml')) {
      for (const document of parseAllDocuments(text)) expect([...('errors' in document ? document.errors : [])], text).toEqual([]);
    }
  });

  it.each(pages.filter((page) => blocks(page, 'json').length > 0))('%s: JSON', (page) => {
    for (const text of blocks(page, 'json')) expect(() => JSON.parse(text) as unknown, text).not.toThrow();
  });

  it('Kubernetes: objects that are named are there', () => {
    const [text = ''] = blocks('docs/how-to/kubernetes.md', 'yaml');
    const [config, secret, daemons] = parseAllDocuments(text).map((document) => document.toJS());
    const { containers, volumes } = daemons.spec.template.spec;
    expect(volumes[0].configMap.name).toBe(config.metadata.name);
    expect(containers[0].envFrom[0].secretRef.name).toBe(secret.metadata.name);
    expect(containers[0].volumeMounts.map(({ name }: { name: string }) => name)).toEqual(volumes.map(({ name }: { name: string }) => name));
    expect(daemons.spec.template.metadata.labels).toEqual(daemons.spec.selector.matchLabels);
    const pipeline = parseAllDocuments(config.data['fluent-bit.yaml'])[0]?.toJS();
    for (const [, name = ''] of JSON.stringify(pipeline).matchAll(/\$\{(\w+)\}/g)) expect(secret.stringData).toHaveProperty(name);
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
