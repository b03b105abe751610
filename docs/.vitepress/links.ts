/**
 * The pages link to files of the repository, so that they can be read there too. On the site some of those files are
 * pages of it, under other addresses.
 *
 * @module
 */
import { posix } from 'node:path';

/** Where a file of an example stands on that example's page. */
export const fileAnchor = (file: string): string => file.replaceAll('.', '-');

/** Files that the site has under another address: by their path in the repository. The first that fits counts. */
const MOVED: readonly (readonly [RegExp, string])[] = [
  [/^examples\/([\w-]+)(?:\/(?:README\.md)?)?$/, '/examples/$1'],
  [/^examples\/([\w-]+)\/([\w.-]+)$/, '/examples/$1#$2'],
  [/^examples\/?$/, '/examples/'],
  [/^bench\/results\/([\w-]+)\.md$/, '/results/$1'],
  [/^bench\/results\/?$/, '/performance'],
  [/^CONTRIBUTING\.md$/, '/project/contributing'],
  [/^CHANGELOG\.md$/, '/project/changes'],
  [/^(?:README\.md|docs\/?)$/, '/'],
  [/^docs\/(.*?)(?:README|index)\.md$/, '/$1'],
  [/^docs\/(.*)\.md$/, '/$1'],
  [/^docs\/(.*)$/, '/$1/'],
];

/**
 * The address on the site of what a file links to; the link itself when it goes out of the repository.
 *
 * @param from - the file with the link, by its path in the repository.
 */
export function siteLink(from: string, link: string): string {
  if (/^(?:[a-z]+:|#|\/)/.test(link)) return link;
  const [path = '', anchor] = link.split('#', 2);
  const target = posix.join(posix.dirname(from), path);
  for (const [file, page] of MOVED) {
    if (!file.test(target)) continue;
    const address = target.replace(file, page).replace(/#.*/, fileAnchor);
    return anchor === undefined ? address : `${address}#${anchor}`;
  }
  return link;
}

/** The text of a file outside of `docs/` as that of a page one folder below it: with the site's links and pictures. */
export const siteText = (from: string, text: string): string =>
  text.replaceAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (_all, picture: string, label: string, link: string) => {
    if (picture) return `![${label}](${posix.join('../..', posix.dirname(from), link)})`;
    return `[${label}](${siteLink(from, link)})`;
  });

interface Token {
  type: string;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
  children: Token[] | null;
}

interface MarkdownIt {
  core: { ruler: { push(name: string, rule: (state: { tokens: Token[]; env: { relativePath?: string } }) => void): void } };
}

/** Does the same for the pages of `docs/`, while they are rendered. Other links between them vitepress knows by itself. */
export function moveLinks(md: MarkdownIt): void {
  const walk = (tokens: Token[], from: string): void => {
    for (const token of tokens) {
      const link = token.type === 'link_open' ? token.attrGet('href') : null;
      if (link && /^\.\.|\bREADME\.md/.test(link)) token.attrSet('href', siteLink(from, link));
      if (token.children) walk(token.children, from);
    }
  };
  md.core.ruler.push('move-links', ({ tokens, env }) => walk(tokens, `docs/${env.relativePath ?? ''}`));
}
