// A process that is measured. CPU time and memory are read out of /proc while it runs: at its end they would hold its
// start and its shutdown, too.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second of the times in /proc/PID/stat: fixed in Linux's ABI. */
const TICKS = 100;
const STOP_TIMEOUT_MS = 60_000;

/** None is left behind, whatever ends this process. */
const alive = new Set();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export class Measured {
  /** Standard error and standard output, the last part of them. */
  log = '';
  #child;

  constructor(command, args, options = {}) {
    this.began = performance.now();
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    alive.add(this.#child);
    this.#child.once('close', () => alive.delete(this.#child));
    this.ended = new Promise((done) => {
      this.#child.once('error', (error) => done(String(error)));
      this.#child.once('close', (code, signal) => done(signal ?? code));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (this.log = (this.log + text).slice(-65_536)));
    }
  }

  get running() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** CPU seconds of all its threads, and of children that it has waited for. */
  cpu() {
    const stat = read(this.#child.pid, 'stat');
    // After the name, which may hold spaces: utime, stime, cutime and cstime are the fields 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks || 0), 0) / TICKS;
  }

  /** The same to the nanosecond, of the threads that live now: for what hardly does anything. */
  busy() {
    const threads = list(`/proc/${this.#child.pid}/task`);
    return threads.reduce((sum, id) => sum + Number(read(id, 'schedstat').split(' ')[0]), 0) / 1e9;
  }

  /** Memory in MB: now, and the most so far. */
  memory() {
    const status = read(this.#child.pid, 'status');
    const of = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1000;
    return { rss: of('VmRSS'), peak: of('VmHWM') };
  }

  /** Ends it, and kills it when it does not end. Resolves to its exit status or signal. */
  async stop(signal = 'SIGTERM') {
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const status = await this.ended;
    clearTimeout(timer);
    return status;
  }
}

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** CPU seconds of several. */
export const cpuOf = (processes) => processes.reduce((sum, each) => sum + each.cpu(), 0);
