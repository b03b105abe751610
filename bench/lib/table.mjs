// What a person reads: a table of each case, and one of all ratios. Markdown, which is readable in a terminal, too.

const UNITS = {
  rate: ['records/s', (value) => Math.round(value).toLocaleString('en')],
  bytes: ['MB/s', (value) => (value / 1e6).toFixed(1)],
  cpu: ['CPU s per million', (value) => value.toFixed(2)],
  rss: ['RSS MB', (value) => value.toFixed(0)],
  peak: ['most MB', (value) => value.toFixed(0)],
  median: ['median ms', (value) => value.toFixed(1)],
  p99: ['p99 ms', (value) => value.toFixed(1)],
  lost: ['lost', (value) => Math.round(value).toLocaleString('en')],
  written: ['written', (value) => Math.round(value).toLocaleString('en')],
  share: ['lost %', (value) => value.toFixed(1)],
  twice: ['twice', (value) => Math.round(value).toLocaleString('en')],
  first: ['first record ms', (value) => value.toFixed(0)],
  last: ['last instance ms', (value) => value.toFixed(0)],
  wait50: ['wait p50 ms', (value) => value.toFixed(2)],
  wait99: ['wait p99 ms', (value) => value.toFixed(2)],
  loop: ['loop delay ms', (value) => value.toFixed(1)],
  idle: ['idle RSS MB', (value) => value.toFixed(1)],
  idleCpu: ['idle CPU %', (value) => value.toFixed(2)],
};

export const format = (metric, value) => UNITS[metric]?.[1](value) ?? String(value);
export const unit = (metric) => UNITS[metric]?.[0] ?? metric;

const cell = (metric, { median, min, max }) =>
  min === max ? format(metric, median) : `${format(metric, median)} (${format(metric, min)} to ${format(metric, max)})`;

/** The whole reason is in the JSON. */
const brief = (why) => (why.length > 60 ? `${why.slice(0, 60)}...` : why);

/** Columns as wide as they need to be. */
export function layOut(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  const line = (row) => `| ${row.map((text, i) => String(text).padEnd(widths[i])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

export function caseTable({ title, results }) {
  const reasons = new Set(Object.values(results).map(({ notRun }) => notRun));
  const [why] = reasons;
  if (reasons.size === 1 && why) return `${title}: not run: ${why}`;
  const metrics = [...new Set(Object.values(results).flatMap((result) => Object.keys(result)))].filter((key) => UNITS[key]);
  const rows = Object.entries(results).map(([name, result]) => {
    if (result.notRun) return [name, `not run: ${brief(result.notRun)}`, ...metrics.slice(1).map(() => '')];
    return [name, ...metrics.map((metric) => (result[metric] ? cell(metric, result[metric]) : ''))];
  });
  return layOut([[title, ...metrics.map(unit)], ...rows]);
}

const wish = ({ atLeast, atMost }) => (atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`);
/** Three places near 1, so that 0.796 is not taken for the 0.8 that it was to be. */
export const number = (value) => value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 2 ? 2 : 3);

/** What a target compares. */
export function what({ of, to, minus, per }) {
  if (to) return `${of} / ${to}`;
  if (minus) return per === 1 ? `${of} - ${minus}` : `(${of} - ${minus}) / ${per}`;
  return of;
}

export function ratioTable(ratios) {
  const rows = ratios.map((ratio) => {
    const { number: target, case: name, metric, value, low, high, wanted, met, why } = ratio;
    const measured = value === null ? `not run: ${brief(why)}` : `${number(value)} (${number(low)} to ${number(high)})`;
    return [target, name, what(ratio), unit(metric), measured, wish(wanted), met === null ? '' : met ? 'yes' : 'NO'];
  });
  return layOut([['', 'case', 'what', 'of', 'measured', 'target', 'met'], ...rows]);
}

/** The ratios to peers that were run, briefly. */
export function headlines(ratios) {
  const run = ratios.filter(({ to, value, case: name }) => to && value !== null && !name.startsWith('curve'));
  const rows = run.map((ratio) => [ratio.case, what(ratio), unit(ratio.metric), number(ratio.value), wish(ratio.wanted), ratio.met ? 'yes' : 'NO']);
  return layOut([['case', '', 'ratio of', 'measured', 'target', 'met'], ...rows]);
}
