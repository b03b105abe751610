/** Runs `flb-node` of dist/ as a user does. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(ROOT, 'dist/cli/main.js');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** @param options - `input`: what it reads; `cwd`: where it runs. @default a pipe that is closed, the repository */
export function flbNode(
  args: readonly string[],
  { input = '', cwd = ROOT, env = {} }: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, NO_COLOR: '1', ...env } });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, stderr: withoutProgress(ended.stderr), code }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** An empty folder outside of the repository. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'flb-node-cli-'));

/** Whether a line such as `bundling plugin.ts ...` comes depends on how busy the machine is. */
export const withoutProgress = (stderr: string): string => stderr.replace(/^\w+ing .* \.\.\.\n/gm, '');
