// The first minute with the packages: each command that a new user types, in an empty folder outside of the repository.
//
// What is assumed: the packages are in npm's cache (they are put there first, uncounted, and then everything is done
// offline) and libnode is installed. Typing counts, at a rate that is printed.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { SetupError } from './fail.mjs';
import { platformPackage } from './pack/manifest.mjs';
import { emptyFolder, libnodeEnvironment } from './pack/outside.mjs';
import { ownPlatform } from './pack/platforms.mjs';
import { tarballs } from './pack/stage.mjs';
import { pack } from './pack.mjs';
import { step } from './run.mjs';
import { realFluentBit } from './start.mjs';

export { report } from './fail.mjs';

const OPTIONS = {
  seconds: { type: 'string', default: '60' },
  cache: { type: 'string' },
  'no-pack': { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
};
const NAME = 'my-plugin';
/** Sixty words a minute: somebody who knows the commands from the page before. */
const KEYS_PER_SECOND = 5;
/** A step that takes so long hangs. */
const PIPES = { stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 };
const RECORD = /"message"/;

export async function main(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (!values['no-pack']) await pack([]);
  const { seconds, failed } = await firstMinute({ cache: values.cache, keep: values.keep });
  const limit = Number(values.seconds);
  if (failed) throw new SetupError('FLB_NODE_E_FIRST_MINUTE', failed);
  if (seconds > limit) {
    throw new SetupError('FLB_NODE_E_FIRST_MINUTE', `it took ${seconds.toFixed(1)} s, and may take ${limit} s.`);
  }
}

/**
 * Does it once, and prints a line for each step. Stops at a step that fails.
 *
 * @returns {Promise<{ seconds: number, failed?: string }>} waiting and typing
 */
export async function firstMinute({ cache, keep = false } = {}) {
  const platform = ownPlatform();
  const packed = tarballs(platform);
  const libnode = libnodeEnvironment();
  if (!libnode) throw new SetupError('FLB_NODE_E_NO_LIBNODE', 'there is no libnode.', ['npm run setup']);
  const env = { ...ownEnvironment(), ...libnode, NO_COLOR: '1', ...(cache && { npm_config_cache: cache }) };

  step("putting the packages into npm's cache (not counted)");
  const first = emptyFolder('flb-node-prime-');
  for (const { name, run } of steps(packed, platform).slice(0, 2)) {
    const { failed } = await run({ folder: first, env: { ...env, npm_config_prefer_offline: 'true' } });
    if (failed) return { seconds: 0, failed: `${name}, before anything was timed: ${failed}` };
  }
  rmSync(first, { recursive: true, force: true });

  const folder = emptyFolder('flb-node-first-minute-');
  step(`the first minute, in ${folder}`);
  let waited = 0;
  let typed = 0;
  for (const { name, command = '', run } of steps(packed, platform)) {
    const started = performance.now();
    const { failed, done = performance.now() } = await run({ folder, env: { ...env, npm_config_offline: 'true' } });
    const seconds = (done - started) / 1000;
    line(name, seconds, command || '(by itself, after that)');
    waited += seconds;
    typed += command.length;
    if (failed) return { seconds: waited, failed: `${name}: ${failed}` };
  }
  const typing = typed / KEYS_PER_SECOND;
  line('waiting', waited, 'all of the above');
  line('typing', typing, `${typed} keys, ${KEYS_PER_SECOND} a second`);
  line('sum', waited + typing, 'from an empty folder to a record in Fluent Bit');
  if (!keep) rmSync(folder, { recursive: true, force: true });
  return { seconds: waited + typing };
}

const line = (name, seconds, what) => console.log(`${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${what}`);

/** What is typed, and what is done here for it: the tarballs take the place of what a registry would have. */
function steps({ main, platform: compiled }, platform) {
  const packages = ['--package', main, '--package', compiled];
  const project = (options) => ({ ...options, folder: join(options.folder, NAME) });
  const create = ['flb-node', 'create', NAME, '--type', 'input', '--no-install', '--yes', ...packages];
  return [
    {
      name: 'create',
      command: `npx fluent-bit-node create ${NAME} --type input && cd ${NAME}`,
      run: (options) => ended('npm', ['exec', '--yes', ...packages, '--', ...create], options),
    },
    { name: 'install', run: (options) => ended('npm', ['install', '--no-audit', '--no-fund'], project(options)) },
    { name: 'test', command: 'npm test', run: (options) => ended('npm', ['test'], project(options)) },
    { name: 'build', command: 'npm run build', run: (options) => ended('npm', ['run', 'build'], project(options)) },
    {
      name: 'run',
      command: 'npx flb-node run plugin.ts --limit 3',
      run: (options) => ended('npx', ['flb-node', 'run', 'plugin.ts', '--limit', '3'], project(options), RECORD),
    },
    { name: 'start', command: 'npm start', run: (options) => firstRecord(project(options), platform) },
  ];
}

/** As a shell of the user's: not inside of an npm run. */
function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$/i.test(name)));
}

/**
 * Runs a command to its end.
 *
 * @param {RegExp} wanted - what it has to print
 * @returns {Promise<{ failed?: string }>}
 */
function ended(command, args, { folder, env }, wanted = /(?:)/) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...PIPES, cwd: folder, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
    child.on('error', ({ message }) => resolve({ failed: message }));
    child.on('close', (code) => {
      if (code === 0 && wanted.test(text)) return resolve({});
      resolve({ failed: `${command} ${args.join(' ')} ended with ${code}:\n${text}` });
    });
  });
}

/**
 * Starts Fluent Bit, or the host of the platform's package, and stops it after a record.
 *
 * @returns {Promise<{ failed?: string, done?: number }>} `done`: when the record came
 */
function firstRecord({ folder, env }, platform) {
  const host = join(folder, 'node_modules', platformPackage(platform), 'bin/flb-node-host');
  const command = realFluentBit() ?? host;
  return new Promise((resolve) => {
    const child = spawn(command, ['-c', 'fluent-bit.yaml'], { ...PIPES, cwd: folder, env });
    let text = '';
    let done;
    child.stderr.setEncoding('utf8').on('data', (part) => (text += part));
    createInterface(child.stdout).on('line', (printed) => {
      text += `${printed}\n`;
      if (done !== undefined || !RECORD.test(printed)) return;
      done = performance.now();
      console.log(printed);
      child.kill('SIGTERM');
    });
    child.on('error', ({ message }) => resolve({ failed: message }));
    child.on('close', (code, signal) => {
      const why = done === undefined ? 'before it printed a record' : 'when it was told to stop';
      const isWell = done !== undefined && code === 0;
      resolve({ failed: isWell ? undefined : `${command} ended with ${code ?? signal} ${why}:\n${text}`, done });
    });
  });
}
