// The results as pictures: plain SVG, no library.
import { format, number, unit, what } from './table.mjs';

const WIDTH = 1120;
const ROW = 20;
const TEXT = 'font-family="sans-serif" font-size="12"';
const MET = '#2a7f4f';
const MISSED = '#c0392b';
const INK = '#333';

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const svg = (height, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ${TEXT}>\n` +
  `<rect width="100%" height="100%" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`;
const label = (x, y, text, anchor = 'start', fill = INK) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escape(text)}</text>`;

/** The machine, and on a second line what ran on it. */
const heading = (title) => title.split('; ').reduce((lines, part, i) => {
  if (i < 2) lines.push(part);
  else lines[1] += `; ${part}`;
  return lines;
}, []).map((line, i) => label(16, 20 + i * 18, line));

/** Times the target that was reached: 1 is the target, 2 twice as good. */
function reached({ value, wanted }) {
  if (wanted.atLeast !== undefined) return value / wanted.atLeast;
  return value <= 0 ? Infinity : wanted.atMost / value;
}

/** A bar for each ratio, from the target's line to the right when it is met and to the left when it is not. */
export function ratioChart(ratios, title) {
  const [left, right, top] = [600, WIDTH - 80, 70];
  const ran = ratios.filter(({ value }) => value !== null);
  const reach = 16; // from a sixteenth of a target to sixteen times it
  const middle = (left + right) / 2;
  const place = (times) => {
    const share = Math.log(Math.min(reach, Math.max(1 / reach, times))) / Math.log(reach);
    return middle + (share * (right - left)) / 2;
  };
  const height = top + ran.length * ROW + 24;
  const parts = [...heading(title), label(middle, top - 12, 'target', 'middle')];
  for (const times of [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]) {
    const x = place(times);
    parts.push(`<line x1="${x}" y1="${top - 6}" x2="${x}" y2="${height - 16}" stroke="${times === 1 ? INK : '#ddd'}"/>`);
    parts.push(label(x, height - 4, times < 1 ? `1/${1 / times}` : `${times} x`, 'middle', '#777'));
  }
  ran.forEach((ratio, i) => {
    const y = top + i * ROW;
    const x = place(reached(ratio));
    const fill = ratio.met ? MET : MISSED;
    parts.push(label(left - 8, y + 13, `${ratio.number}. ${ratio.case}: ${what(ratio)}, ${unit(ratio.metric)}`, 'end'));
    parts.push(`<rect x="${Math.min(middle, x)}" y="${y + 3}" width="${Math.max(1, Math.abs(x - middle))}" height="${ROW - 6}" fill="${fill}"/>`);
    parts.push(label(right + 8, y + 13, number(ratio.value), 'start', fill));
  });
  return svg(height, parts);
}

/** A panel for each curve: MB/s, with the least and the most of the runs, over its points. */
export function curveChart(curves, title) {
  const [panel, top] = [(WIDTH - 40) / curves.length, 80];
  const [plotWidth, plotHeight] = [panel - 90, 220];
  const parts = heading(title);
  curves.forEach(({ title: name, results }, index) => {
    const x0 = 70 + index * panel;
    const points = Object.entries(results).filter(([, result]) => result.bytes);
    const most = Math.max(...points.map(([, { bytes }]) => bytes.max));
    const x = (i) => x0 + (points.length === 1 ? plotWidth / 2 : (i * plotWidth) / (points.length - 1));
    const y = (value) => top + plotHeight - (value / most) * plotHeight;
    parts.push(label(x0, top - 16, `${name}: MB/s`));
    parts.push(`<path d="M${x0} ${top}V${top + plotHeight}H${x0 + plotWidth}" fill="none" stroke="${INK}"/>`);
    for (const share of [0, 0.5, 1]) parts.push(label(x0 - 6, y(most * share) + 4, format('bytes', most * share), 'end', '#777'));
    points.forEach(([at, { bytes }], i) => {
      parts.push(`<line x1="${x(i)}" y1="${y(bytes.min)}" x2="${x(i)}" y2="${y(bytes.max)}" stroke="${MET}"/>`);
      parts.push(`<circle cx="${x(i)}" cy="${y(bytes.median)}" r="3" fill="${MET}"/>`);
      parts.push(label(x(i), top + plotHeight + 16, at, 'middle', '#777'));
    });
    const line = points.map(([, { bytes }], i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(bytes.median).toFixed(1)}`).join('');
    parts.push(`<path d="${line}" fill="none" stroke="${MET}"/>`);
  });
  return svg(top + plotHeight + 32, parts);
}
