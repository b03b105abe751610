// One process of the host, or of Fluent Bit, under observation.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST = 90_000;

export class Process {
  log = '';
  /** The most memory that it had, in KiB. */
  rss = 0;
  #child;
  #ended;
  #over = false;

  constructor(command, args, cwd) {
    this.#child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    this.#ended = new Promise((done, failed) => {
      this.#child.once('error', failed);
      this.#child.once('close', (code, signal) => {
        this.#over = true;
        done({ code, signal });
      });
    });
  }

  /** Looks every 10 ms; false when it has not come, or the process ended first. */
  async until(condition, timeout = LONGEST) {
    for (const deadline = Date.now() + timeout; !condition(); await sleep(10)) {
      this.#measure();
      if (this.#over || Date.now() > deadline) return false;
    }
    return true;
  }

  async wait(ms) {
    await this.until(() => false, ms);
  }

  signal(name) {
    this.#measure();
    this.#child.kill(name);
  }

  /** How it ended after SIGTERM; `hung`: it did not, and was killed. */
  async stop() {
    this.signal('SIGTERM');
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      this.#child.kill('SIGKILL');
    }, LONGEST);
    const ended = await this.#ended;
    clearTimeout(timer);
    return { ...ended, hung };
  }

  #measure() {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      this.rss = Math.max(this.rss, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0));
    } catch {
      // It has gone.
    }
  }
}
