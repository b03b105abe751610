/**
 * The pages in the order in which they are to be found.
 *
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Item {
  text: string;
  link?: string;
  collapsed?: boolean;
  items?: Item[];
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const page = (text: string, link: string): Item => ({ text, link: `/${link}` });

/** The folders of `examples/`. */
export const examples: readonly string[] = readdirSync(at('../../examples')).sort();

const decisions = readdirSync(at('../decisions'))
  .filter((name) => /^\d/.test(name))
  .sort()
  .map((name) => page(name.slice(0, -3).replaceAll('-', ' '), `decisions/${name.slice(0, -3)}`));

/** What typedoc has written of a module: its kinds, each with its pages. */
function apiItems(module: string): Item[] {
  const folder = at(`../reference/api/${module}`);
  if (!existsSync(folder)) return [];
  const kinds = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return kinds.map(({ name: kind }) => ({
    text: kind.replaceAll('-', ' '),
    collapsed: kind !== 'functions',
    items: readdirSync(`${folder}/${kind}`).map((file) => {
      const name = file.slice(0, -3);
      return page(name, `reference/api/${module}/${kind}/${name}`);
    }),
  }));
}

const guide: Item[] = [
  { text: 'Start', items: [page('What it is', 'introduction'), page('Tutorial: ten minutes', 'tutorial')] },
  {
    text: 'Guides',
    items: [
      page('An input', 'writing-an-input'),
      page('A filter', 'writing-a-filter'),
      page('An output', 'writing-an-output'),
      page('A custom plugin', 'writing-a-custom-plugin'),
      page('Metrics', 'metrics'),
      page('Native addons', 'native-addons'),
      page('Testing', 'testing'),
    ],
  },
  {
    text: 'How to',
    items: [
      page('Read an HTTP API', 'how-to/http-api-input'),
      page('Write to S3', 'how-to/s3-output'),
      page('Enrich records', 'how-to/enrich-filter'),
      page('Test a plugin', 'how-to/test'),
      page('Debug with an inspector', 'how-to/debug'),
      page('Deploy with Docker', 'how-to/docker'),
      page('Deploy on Kubernetes', 'how-to/kubernetes'),
      page('Migrate a Go plugin', 'how-to/migrate-go'),
      page('Migrate a Lua filter', 'how-to/migrate-lua'),
    ],
  },
  {
    text: 'Examples',
    collapsed: true,
    items: [page('All', 'examples/'), ...examples.map((name) => page(name, `examples/${name}`))],
  },
  {
    text: 'Reference',
    items: [
      page('Configuration', 'configuration'),
      page('The flb-node command', 'reference/cli'),
      page('API', 'reference/'),
      page('Control socket', 'control'),
      page('Errors by code', 'troubleshooting'),
      page('Compatibility', 'compatibility'),
    ],
  },
  {
    text: 'Explanation',
    items: [
      page('How it works', 'how-it-works'),
      page('Guarantees', 'guarantees'),
      page('Security', 'security'),
      page('Performance', 'performance'),
      { text: 'Decisions', link: '/decisions/', collapsed: true, items: decisions },
    ],
  },
  { text: 'Project', items: [page('Contributing', 'project/contributing'), page('Changes', 'project/changes')] },
];

const api: Item[] = [
  page('Back to the guide', 'reference/'),
  { ...page('fluent-bit-node', 'reference/api/'), items: apiItems('index') },
  { ...page('fluent-bit-node/testing', 'reference/api/testing/'), items: apiItems('testing') },
];

/** By the beginning of a page's address. */
export const sidebar: Record<string, Item[]> = { '/reference/api/': api, '/': guide };
