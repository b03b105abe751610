// Text with the escape sequences of a terminal, as HTML.

const ESCAPE = '\u001b';
/** Colours and the like (SGR), or any other sequence, which shows nothing. */
const SEQUENCE = new RegExp(`${ESCAPE}(?:\\[([\\d;:]*)m|\\[[\\d;?]*[A-Za-z]|\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)|[()][A-Z0-9])`, 'g');

/** The 16 of a dark terminal. */
const COLORS = [
  '#1c2128', '#ff7b72', '#57c96b', '#e3b341', '#6cb6ff', '#d2a8ff', '#56d4dd', '#cdd9e5',
  '#768390', '#ffa198', '#7ee787', '#f2cc60', '#96d0ff', '#e2c5ff', '#8be9f0', '#ffffff',
];
export const INK = '#cdd9e5';
export const PAPER = '#1c2128';

/** @param {string} text @returns {string} spans; what must not be HTML is escaped */
export function ansiToHtml(text) {
  let html = '';
  let style = {};
  let from = 0;
  const add = (part) => {
    if (part === '') return;
    const css = cssOf(style);
    html += css === '' ? escapeHtml(part) : `<span style="${css}">${escapeHtml(part)}</span>`;
  };
  for (const match of text.matchAll(SEQUENCE)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) style = restyle(style, match[1]);
  }
  add(text.slice(from));
  return html;
}

const escapeHtml = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

function cssOf({ ink, paper, bold, dim, italic, underline, inverse }) {
  const [color, background] = inverse ? [paper ?? PAPER, ink ?? INK] : [ink, paper];
  return [
    color && `color:${color}`,
    background && `background:${background}`,
    bold && 'font-weight:bold',
    dim && 'opacity:.6',
    italic && 'font-style:italic',
    underline && 'text-decoration:underline',
  ].filter(Boolean).join(';');
}

const FLAGS = { 1: { bold: true }, 2: { dim: true }, 3: { italic: true }, 4: { underline: true }, 7: { inverse: true } };
const OFF = { 22: { bold: false, dim: false }, 23: { italic: false }, 24: { underline: false }, 27: { inverse: false } };

function restyle(style, sequence) {
  const codes = sequence.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i];
    if (code === 0) next = {};
    else if (FLAGS[code] ?? OFF[code]) next = { ...next, ...(FLAGS[code] ?? OFF[code]) };
    else if (code === 39) next = { ...next, ink: undefined };
    else if (code === 49) next = { ...next, paper: undefined };
    else if (code === 38 || code === 48) {
      const [color, used] = extended(codes.slice(i + 1));
      next = { ...next, [code === 38 ? 'ink' : 'paper']: color };
      i += used;
    } else next = { ...next, ...basic(code) };
  }
  return next;
}

/** 30 to 37 and 90 to 97 for letters, 40 to 47 and 100 to 107 behind them. */
function basic(code) {
  const tens = Math.floor(code / 10);
  const color = COLORS[(code % 10) + (tens >= 9 ? 8 : 0)];
  if (tens === 3 || tens === 9) return { ink: color };
  return tens === 4 || tens === 10 ? { paper: color } : {};
}

/** After 38 or 48: `5;N`, or `2;R;G;B`. The colour, and how many numbers it took. */
function extended([kind, ...rest]) {
  if (kind === 5) return [indexed(rest[0] ?? 0), 2];
  return [`rgb(${rest.slice(0, 3).join(',')})`, 4];
}

/** Of 256: the 16, a cube of 6 x 6 x 6, 24 greys. */
function indexed(n) {
  if (n < 16) return COLORS[n];
  if (n >= 232) return `rgb(${Array(3).fill(8 + (n - 232) * 10).join(',')})`;
  const level = (value) => (value === 0 ? 0 : 55 + value * 40);
  const cube = n - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level).join(',')})`;
}
