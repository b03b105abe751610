// The results as files: what a program reads, and what a person looks at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curveChart, ratioChart } from './chart.mjs';
import { caseTable, ratioTable } from './table.mjs';

export const describe = ({ cpu, cores, memoryGB, kernel, host, node, libnode, go, load, date }) =>
  `${cores} cores (${cpu}), ${memoryGB} GB, ${kernel}, load ${load} before; ${host}, libnode ${libnode}; peers: Node ${node}, ${go}; ${date}`;

/** All of it as Markdown. */
export const markdown = ({ machine, quick, cases, ratios }) =>
  [
    `${describe(machine)}${quick ? '; a quick run' : ''}`,
    ratios.length > 0 ? ratioTable(ratios) : '',
    ...cases.map(caseTable),
  ].filter(Boolean).join('\n\n');

/** Writes `latest.json`, `latest.md`, `ratios.svg` and, of what was run, `curves.svg`. */
export function writeReport(folder, report) {
  const { machine, cases, ratios } = report;
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('latest.json', `${JSON.stringify(report, undefined, 1)}\n`);
  write('latest.md', `# Results\n\n${markdown(report)}\n`);
  if (ratios.some(({ value }) => value !== null)) write('ratios.svg', ratioChart(ratios, describe(machine)));
  const curves = cases.filter(({ curve, results }) => curve && Object.values(results).some(({ bytes }) => bytes));
  if (curves.length > 0) write('curves.svg', curveChart(curves, describe(machine)));
}
