// What the pictures of terminals show.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeConfig } from '../../bench/lib/write-config.mjs';
import { findBrowser, NO_BROWSER, withBrowser } from './browser.mjs';
import { asRoot, SetupError } from './fail.mjs';
import { onPath, ROOT, step } from './run.mjs';
import { realFluentBit } from './start.mjs';
import { Terminal } from './terminal.mjs';
import { drawTerminal } from './terminal-picture.mjs';

export { report } from './fail.mjs';

const IMAGES = join(ROOT, 'docs/images');
/** They are part of the repository. */
const MOST_BYTES = 200_000;

const POLL_MS = 50;

const SAMPLE = [
  { level: 'info', message: 'mail to jane.doe@example.org', payment: { card: '4111 1111 1111 1111', order: '1234567890123' } },
  { level: 'debug', message: 'cache warm', took_ms: 12 },
  { level: 'warn', message: 'no answer for root@web-1.example', payment: { card: '5500 0000 0000 0004' } },
];

/**
 * Each: the size of the terminal, what is typed, and `until` what its screen is awaited. `beside` runs something meanwhile
 * and resolves to how to end it.
 */
const SCENES = {
  // In our host, which lacks something and is on every machine.
  doctor: {
    columns: 120,
    rows: 76,
    points: 12, // a long one
    type: 'flb-node doctor build/plugins/in-dummy.so --fluent-bit build/bin/flb-node-host',
    until: /\d+ problems?, \d+ warnings?, \d+ ok/,
  },
  'run-diff': {
    columns: 100,
    rows: 40,
    files: { 'sample.ndjson': SAMPLE.map((record) => `${JSON.stringify(record)}\n`).join('') },
    type: 'flb-node run examples/filter-redact/plugin.ts "mask=***" --diff < sample.ndjson',
    until: /\n\$\s*$/,
  },
  // After some seconds, so that it has rates and a history to show.
  top: { columns: 128, rows: 24, type: 'flb-node top', until: /in-dummy|bench-flood/, settleMs: 20_000, beside: startPipeline },
};

/** @param {string[]} names - all when empty */
export async function screenshots(names) {
  const unknown = names.filter((name) => !(name in SCENES));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are ${Object.keys(SCENES).join(', ')}`);
  const lacks = whatLacks();
  if (lacks) return console.log(`SKIPPED: no pictures of terminals, ${lacks}`);
  const chosen = Object.entries(SCENES).filter(([name]) => names.length === 0 || names.includes(name));
  await withBrowser(async (browser) => {
    for (const [name, scene] of chosen) {
      step(scene.type);
      const file = join(IMAGES, `${name}.png`);
      await drawTerminal(browser, await play(scene), { columns: scene.columns, points: scene.points, file });
      checkSize(file);
      console.log(`written: ${relative(ROOT, file)}, ${Math.round(statSync(file).size / 1000)} kB`);
    }
  });
}

function whatLacks() {
  if (!onPath('tmux')) return `tmux is not on PATH (${asRoot('apt-get install -y tmux')})`;
  return findBrowser() ? undefined : NO_BROWSER;
}

/** Types the command into a shell, and returns the screen in the end. */
async function play({ columns, rows, files = {}, type, until, settleMs = 0, beside }) {
  const folder = mkdtempSync(join(tmpdir(), 'flb-node-picture-'));
  // Control sockets of this folder alone: other Fluent Bits of this user are not to be seen.
  const variables = { XDG_RUNTIME_DIR: folder };
  const endOther = await beside?.(folder, variables);
  const terminal = await Terminal.start({ columns, rows, variables, ...layOut(folder, files) });
  try {
    terminal.type(type);
    await terminal.waitFor(until);
    await sleep(settleMs);
    return terminal.screen();
  } finally {
    terminal.end();
    await endOther?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where to type: the repository, or, for a scene with files, a folder with them that looks like it. `flb-node` is on PATH. */
function layOut(folder, files) {
  const [bin, cwd] = [join(folder, 'bin'), join(folder, 'cwd')];
  for (const each of [bin, cwd]) mkdirSync(each);
  const command = join(bin, 'flb-node');
  writeFileSync(command, `#!/bin/sh\nexec ${process.execPath} ${join(ROOT, 'dist/cli/main.js')} "$@"\n`);
  chmodSync(command, 0o755);
  for (const name of ['build', 'examples', 'node_modules']) symlinkSync(join(ROOT, name), join(cwd, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return { cwd: Object.keys(files).length > 0 ? cwd : ROOT, path: [bin] };
}

/** Plugins of each kind, to be looked at. Resolves, once they can be, to how to end it. */
async function startPipeline(folder, variables) {
  const host = realFluentBit() ?? join(ROOT, 'build/bin/flb-node-host');
  const plugins = ['in-dummy.so', 'out-stdout.so', 'flb-filter_redact.so', 'in-dummy-metrics.so']
    .map((name) => join(ROOT, 'build/plugins', name));
  const watched = { 'node.control': 'on' };
  const file = writeConfig(folder, {
    service: { flush: 0.2, log_level: 'error' },
    plugins,
    inputs: [
      { name: 'in-dummy', tag: 'app.one', ...watched },
      { name: 'dummy', tag: 'app.two', rate: 500, dummy: JSON.stringify(SAMPLE[0]) },
    ],
    filters: [{ name: 'redact', match: 'app.*', mask: '***', ...watched }],
    outputs: [{ name: 'out-stdout', match: 'app.*', ...watched }],
  });
  const child = spawn(host, ['-c', file], { stdio: 'ignore', env: { ...process.env, ...variables } });
  let running = true;
  const ended = new Promise((done) => child.once('close', done)).then(() => (running = false));
  while (running && !existsSync(join(folder, 'fluent-bit-node', `${child.pid}.sock`))) await sleep(POLL_MS);
  if (!running) throw new Error(`${host} -c ${file} ended`);
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

function checkSize(file) {
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new SetupError('FLB_NODE_E_BUILD', `${file} has ${size} bytes, more than ${MOST_BYTES}.`);
}
