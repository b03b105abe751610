// What a page says that a command prints. `…` stands for what is different each time:
//
//   within a line        any text, also none
//   a line of its own    any lines, also none
//
// Everything else is meant as it stands, but for spaces at the end of a line.

const escape = (text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const lineOf = (line) => line.trimEnd().split('…').map(escape).join('[^\\n]*?');

/**
 * @param {string} expected
 * @param {{ open?: boolean }} [options] - open: the command goes on, and prints more
 * @returns {RegExp} of the whole text, whose lines {@link readable} has made
 */
export function patternOf(expected, { open = false } = {}) {
  const lines = expected.trimEnd().split('\n');
  const pattern = lines.map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${lineOf(line)}\\n`)).join('');
  return new RegExp(open ? `^${pattern}` : `^${pattern}$`);
}

// eslint-disable-next-line no-control-regex
const CONTROL = /\u001b\[[\d;?]*[A-Za-z]/g;

/** What a terminal shows, without colours, empty lines at its ends, and what npm says of the machine's own settings. */
export function readable(printed) {
  const lines = printed
    .replaceAll(CONTROL, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\r').at(-1).trimEnd())
    .filter((line) => !line.startsWith('npm warn Unknown '));
  const text = lines.join('\n').replace(/^\n+/, '').trimEnd();
  return text === '' ? '' : `${text}\n`;
}
