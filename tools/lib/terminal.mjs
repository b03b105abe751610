// A terminal that nobody sits at: tmux.
import { setTimeout as sleep } from 'node:timers/promises';
import { capture } from './run.mjs';

const POLL_MS = 100;
const TIMEOUT_MS = 60_000;
/** Variables of one machine, which commands would speak of. */
const HIDDEN = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'LD_PRELOAD'];
const PROMPT = '$ ';

export class Terminal {
  #socket = `flb-node-${process.pid}`;

  /**
   * A shell with an empty screen.
   *
   * @param {object} options
   * @param {number} options.columns
   * @param {number} options.rows
   * @param {string} options.cwd
   * @param {string[]} options.path - folders that come first on PATH
   * @param {Record<string, string>} [options.variables]
   */
  static async start({ columns, rows, cwd, path = [], variables = {} }) {
    const terminal = new Terminal();
    const search = [...path, process.env.PATH].join(':');
    const env = { PS1: PROMPT, PATH: search, COLORTERM: 'truecolor', HISTFILE: '/dev/null', ...variables };
    // By `env`, and not by -e: tmux takes PATH from elsewhere.
    const hidden = HIDDEN.flatMap((name) => ['-u', name]);
    const shell = ['env', ...hidden, ...Object.entries(env).map((pair) => pair.join('=')), 'bash', '--norc', '--noprofile'];
    const size = ['-x', String(columns), '-y', String(rows)];
    terminal.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', cwd, ...shell);
    terminal.#tmux('set-option', '-g', 'status', 'off');
    await terminal.waitFor(/^\$ *$/m);
    return terminal;
  }

  type(line) {
    this.#tmux('send-keys', '-l', line);
    this.#tmux('send-keys', 'Enter');
  }

  /** Until this is on the screen. */
  async waitFor(pattern) {
    const deadline = Date.now() + TIMEOUT_MS;
    while (!pattern.test(this.#tmux('capture-pane', '-p'))) {
      if (Date.now() > deadline) throw new Error(`${pattern} did not come; the screen:\n${this.#tmux('capture-pane', '-p')}`);
      await sleep(POLL_MS);
    }
  }

  /** What it shows, with its escape sequences. */
  screen() {
    return this.#tmux('capture-pane', '-e', '-p');
  }

  end() {
    capture('tmux', ['-L', this.#socket, 'kill-server']);
  }

  #tmux(...args) {
    const { status, stdout, stderr } = capture('tmux', ['-u', '-L', this.#socket, ...args]);
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  }
}
