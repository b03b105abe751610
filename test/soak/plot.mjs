// A plot of memory over records, as SVG.

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [800, 300, 70, 40, 40];

/** @param samples - `{ count, rss }`, RSS in KiB; the axis of memory begins at 0, so that flat looks flat. */
export function plot(samples, title) {
  const right = WIDTH - 20;
  const most = Math.max(...samples.map(({ count }) => count));
  const highest = Math.max(...samples.map(({ rss }) => rss)) * 1.1;
  const x = (count) => LEFT + (count / most) * (right - LEFT);
  const y = (rss) => HEIGHT - BOTTOM - (rss / highest) * (HEIGHT - BOTTOM - TOP);
  const points = samples.map(({ count, rss }) => `${x(count).toFixed(1)},${y(rss).toFixed(1)}`).join(' ');
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const lines = steps.flatMap((step) => [
    `<line x1="${LEFT}" x2="${right}" y1="${y(step * highest)}" y2="${y(step * highest)}" stroke="#ddd"/>`,
    `<text x="${LEFT - 8}" y="${y(step * highest) + 4}" text-anchor="end">${Math.round((step * highest) / 1024)} MiB</text>`,
    `<text x="${x(step * most)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${Math.round((step * most) / 1e5) / 10} M</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="14">Memory (VmRSS): ${title}</text>
${lines.join('\n')}
<polyline points="${points}" fill="none" stroke="#06c" stroke-width="1.5"/>
</svg>
`;
}
