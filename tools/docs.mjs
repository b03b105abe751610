// npm run docs: writes the tables of the documentation that come from the sources, between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdown } from '../bench/lib/report.mjs';
import { headlines } from '../bench/lib/table.mjs';
import { buildDist } from './lib/build.mjs';
import { load } from './lib/load.mjs';
import { ROOT } from './lib/run.mjs';
import { cliPage } from './lib/site/cli-page.mjs';

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

/** The rows of the runtime's own metrics, as arrays of their literals. */
const figures = readFileSync(join(ROOT, 'native/runtime/instance_metrics.def'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('FIGURE('))
  .map((line) => JSON.parse(line.replace(/^FIGURE\(k(\w+), k(\w+), k(\w+)/, '["$1", "$2", "$3"').replace(/\)$/, ']')));
const metrics = figures.map(([, kind, plugins, name, label, value, , help]) => {
  const series = label === '' ? name : `${name}{${label}="${value}"}`;
  return [`\`${series}\``, kind.toLowerCase(), plugins.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase(), cell(help)];
});
replace('docs/metrics.md', 'runtime', table(['metric', 'kind', 'of', 'what'], ['---', '---', '---', '---'], ...metrics));

const { settingsTable } = await load('src/config/settings.ts');
const settings = Object.values(settingsTable).map(({ key, expected, default: standard, description }) => [
  `\`node.${key}\``,
  cell(expected),
  standard === '' ? '(empty)' : `\`${standard}\``,
  cell(description),
]);
const head = [['setting', 'value', 'default', 'what it does'], ['---', '---', '---', '---']];
replace('docs/configuration.md', 'settings', table(...head, ...settings));

const results = JSON.parse(readFileSync(join(ROOT, 'bench/results/latest.json'), 'utf8'));
replace('docs/performance.md', 'results', `\n${markdown(results)}\n\n`);
replace('README.md', 'results', `${headlines(results.ratios)}\n`);

// The commands load what they work with: out of dist/, and not bundled as the tables above.
await buildDist();
const { buildProgram } = await import(join(ROOT, 'dist/cli/program.js'));
writeFileSync(join(ROOT, 'docs/reference/cli.md'), cliPage(await buildProgram()));
