// A terminal: its folder stays from one block of commands to the next.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Nothing takes so long. */
const TIMEOUT = 180_000;
/** What has been told to end is ended by force after this. */
const GRACE = 20_000;

export class Terminal {
  #env;
  #folder;
  #home;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #running;
  #ended = Promise.resolve(0);
  #onOutput = () => {};
  #isOver = true;
  /** What the last block has printed so far. */
  printed = '';
  /** How much of that was compared already, of a command that goes on. */
  compared = 0;
  /** Whether the last block was to go on. */
  goesOn = false;

  /** @param {string} home - a folder for its own use @param {string} folder - where it begins */
  constructor(home, folder, env) {
    this.#home = home;
    this.#folder = folder;
    this.#env = env;
  }

  get folder() {
    return this.#folder;
  }

  /** Runs a block to its end. @returns {Promise<number>} its exit status */
  async run(commands) {
    const place = join(this.#home, 'folder');
    this.start(`set -e\n${commands}\npwd > '${place}'`);
    this.goesOn = false;
    const timer = setTimeout(() => this.#signal('SIGKILL'), TIMEOUT);
    const status = await this.#ended;
    clearTimeout(timer);
    if (status === 0) this.#folder = readFileSync(place, 'utf8').trim();
    return status;
  }

  /** Runs a block in the same folder, beside what goes on. @returns {{ status: number | null, printed: string }} */
  beside(commands) {
    const options = { cwd: this.#folder, env: this.#env, encoding: 'utf8', timeout: TIMEOUT };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -e\n${commands}`], options);
    return { status, printed: stdout + stderr };
  }

  /** Starts what goes on. */
  start(commands) {
    this.printed = '';
    this.compared = 0;
    this.goesOn = true;
    this.#isOver = false;
    // A group of its own: Ctrl-C reaches all that is in it.
    const child = spawn('bash', ['-c', commands], { cwd: this.#folder, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#running = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.printed += text;
        this.#onOutput();
      });
    }
    this.#ended = new Promise((done, fail) => {
      child.once('error', fail);
      child.once('close', (status) => {
        this.#isOver = true;
        this.#onOutput();
        done(status ?? 128);
      });
    });
  }

  /** @returns {Promise<boolean>} whether it was so before the end, and in time */
  async until(condition) {
    const deadline = Date.now() + TIMEOUT;
    while (!condition(this.printed)) {
      if (this.#isOver || Date.now() > deadline) return false;
      await new Promise((done) => {
        this.#onOutput = done;
        setTimeout(done, 200);
      });
    }
    return true;
  }

  /** As Ctrl-C does. Nothing happens when nothing runs. */
  async stop() {
    if (this.#isOver) return;
    this.#signal('SIGINT');
    const timer = setTimeout(() => this.#signal('SIGKILL'), GRACE);
    await this.#ended;
    clearTimeout(timer);
  }

  #signal(name) {
    try {
      process.kill(-this.#running.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}
