// npm run docs: writes the tables of the documentation that come from the sources, between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './lib/run.mjs';

/** The exports of a TypeScript module. */
async function load(path) {
  const options = { bundle: true, format: 'esm', platform: 'node', write: false };
  const { outputFiles } = await build({ entryPoints: [join(ROOT, path)], ...options });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const cell = (text) => text.replaceAll('|', '\\|');
const table = (...rows) => rows.map((row) => `| ${row.join(' | ')} |\n`).join('');

function replace(page, name, text) {
  const file = join(ROOT, page);
  const [begin, end] = [`<!-- ${name}:begin -->\n`, `<!-- ${name}:end -->`];
  const before = readFileSync(file, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to === -1) throw new Error(`${page} has no ${begin.trim()} and ${end}`);
  writeFileSync(file, before.slice(0, from + begin.length) + text + before.slice(to));
}

const { errorTable } = await load('src/errors.ts');
const errors = Object.entries(errorTable).map(([code, { message, fix }]) => [`\`${code}\``, cell(message), cell(fix)]);
replace('docs/troubleshooting.md', 'errors', table(['code', 'message', 'fix'], ['---', '---', '---'], ...errors));

const { settingsTable } = await load('src/config/settings.ts');
const settings = Object.values(settingsTable).map(({ key, expected, default: standard, description }) => [
  `\`node.${key}\``,
  cell(expected),
  standard === '' ? '(empty)' : `\`${standard}\``,
  cell(description),
]);
const head = [['setting', 'value', 'default', 'what it does'], ['---', '---', '---', '---']];
replace('docs/configuration.md', 'settings', table(...head, ...settings));
