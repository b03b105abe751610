/**
 * The process that `flb-node dev` runs a plugin in.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { controlFolders } from '../../control/place.ts';
import { createError } from '../../errors.ts';
import { ControlClient } from '../control/client.ts';
import { hostEnvironment } from '../host-environment.ts';
import { needPlatformFile } from '../platform.ts';

/** Between two looks for the socket of a process that starts. */
const LOOK_MS = 20;

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/** `FLUENT_BIT`, a fluent-bit on PATH, or our host. @throws `FLB_NODE_E_NO_FLUENT_BIT`, `FLB_NODE_E_PLATFORM` */
export function findHost({ FLUENT_BIT, PATH = '' }: NodeJS.ProcessEnv = process.env): string {
  if (FLUENT_BIT) {
    if (!isProgram(FLUENT_BIT)) throw createError('FLB_NODE_E_NO_FLUENT_BIT', FLUENT_BIT);
    return FLUENT_BIT;
  }
  const found = PATH.split(delimiter).map((folder) => join(folder, 'fluent-bit')).find(isProgram);
  return found ?? needPlatformFile('bin/flb-node-host');
}

/** A running one. */
export class DevHost {
  readonly #child: ChildProcess;
  /** Settles when it has ended, with what is to be said about it. */
  readonly ended: Promise<string>;
  #hasEnded = false;

  /** What it prints is passed through. @param config - a file. */
  constructor(program: string, config: string) {
    this.#child = spawn(program, ['-c', config], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Ctrl-C is ours alone: a second signal would cut its end short.
      detached: true,
      env: hostEnvironment(),
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#hasEnded = true;
        resolve(how);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Connects as soon as its first instance has started. `undefined`: it ended before. */
  async connect(): Promise<ControlClient | undefined> {
    const path = join(controlFolders(process.geteuid?.() ?? 0).at(-1) as string, `${this.pid}.sock`);
    while (!this.#hasEnded) {
      if (existsSync(path)) return ControlClient.open(path);
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
    return undefined;
  }

  /** As a service manager ends it. */
  async stop(): Promise<string> {
    if (!this.#hasEnded) this.#child.kill('SIGTERM');
    return this.ended;
  }

  kill(): void {
    if (!this.#hasEnded) this.#child.kill('SIGKILL');
  }
}
