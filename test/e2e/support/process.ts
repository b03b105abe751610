/** A running Fluent Bit, or host, and what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Bounds of waiting, and never what a test is about: a machine that has other things to do makes everything many times slower.
 * Who waits for so long waits for something that does not come.
 */
export const HANGS_MS = 120_000;

export interface Ended {
  /** Exit code; `null` when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  /** Standard error: the log. */
  log: string;
}

export interface SpawnOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
}

export class Running {
  stdout = '';
  log = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #onOutput = (): void => {};
  #hasEnded = false;

  constructor(command: string, args: readonly string[], { env = {}, cwd }: SpawnOptions = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#onOutput();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
      this.#onOutput();
    });
    this.#ended = new Promise((done, failed) => {
      this.#child.once('error', failed);
      this.#child.once('close', (code, signal) => {
        this.#hasEnded = true;
        this.#onOutput();
        done({ code, signal, stdout: this.stdout, log: this.log });
      });
    });
    this.#ended.catch(() => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until `condition` holds after some output or within the poll interval. Fails with all output if it never does. */
  async until(what: string, condition: () => boolean, timeout = HANGS_MS): Promise<void> {
    const deadline = Date.now() + timeout;
    while (!condition()) {
      if (this.#hasEnded || Date.now() > deadline) {
        const why = this.#hasEnded ? 'the process ended first' : `not within ${timeout} ms`;
        await this.kill();
        throw new Error(`${what}: ${why}\n--- stdout\n${this.stdout}\n--- log\n${this.log}`);
      }
      await new Promise<void>((done) => {
        this.#onOutput = done;
        setTimeout(done, 50);
      });
    }
  }

  /** Waits for text of either stream. */
  async see(pattern: RegExp | string, timeout?: number): Promise<void> {
    const found = (): boolean => {
      const all = `${this.stdout}\n${this.log}`;
      return typeof pattern === 'string' ? all.includes(pattern) : pattern.test(all);
    };
    await this.until(`to see ${String(pattern)}`, found, timeout);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as a service manager does. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeout = HANGS_MS): Promise<Ended> {
    this.signal(signal);
    return this.ended(timeout);
  }

  async ended(timeout = HANGS_MS): Promise<Ended> {
    const timer = setTimeout(() => {
      this.log += `\n*** the test killed it: it did not end within ${timeout} ms\n`;
      this.#child.kill('SIGKILL');
    }, timeout);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }
}
