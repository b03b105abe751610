// node test/leak/valgrind.mjs [BUILD]
//
// Runs flb-node-host of a build (`build`) under valgrind's memcheck: unlike AddressSanitizer it sees what libnode reads and
// writes, too, and reads of memory that nobody has set. Exit status 1: an error, a definite leak, or a run that did not
// do what it should. Some minutes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeConfig } from '../../bench/lib/write-config.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const build = resolve(ROOT, process.argv[2] ?? 'build');
const RECORDS = 300;

const VALGRIND = [
  // V8 writes code; libflbnode.so has a malloc of its own, which hands through to the one that valgrind has replaced.
  '--smc-check=all-non-file',
  '--soname-synonyms=somalloc=NONE',
  '--leak-check=full',
  '--show-leak-kinds=definite',
  '--errors-for-leak-kinds=definite',
  '--num-callers=30',
  `--suppressions=${join(ROOT, 'test/leak/valgrind.supp')}`,
];
/** Everything is some fifty times slower. */
const PATIENT = {
  'node.init_timeout': '10m',
  'node.flush_timeout': '10m',
  'node.filter_timeout': '10m',
  'node.exit_timeout': '5m',
  'node.watchdog': '10m',
};

const input = { name: 'fixture-input', tag: 't', count: RECORDS, burst: 50, every: 10, ...PATIENT };
const filters = [{ name: 'fixture', match: '*', ...PATIENT }];
const outputs = (section = {}) => [{ name: 'fixture-output', match: '*', workers: 2, ...section, ...PATIENT }];

/** [what, the pipeline, records that have to arrive, exit status] */
const RUNS = [
  ['delivery through a filter', { inputs: [input], filters, outputs: outputs() }, RECORDS, 0],
  ['tags of their own, retries', { inputs: [{ ...input, tags: 3 }], outputs: outputs({ retries: 1 }) }, RECORDS, 0],
  ['a crash', { inputs: [{ ...input, crash_at: 100, crash: 'throw', 'node.restart': 1 }], outputs: outputs() }, 100, 0],
  ['init that throws', { inputs: [{ ...input, init: 'throw' }], outputs: outputs() }, 0, 1],
];

function run([what, pipeline, records, status]) {
  const folder = mkdtempSync(join(tmpdir(), 'flbnode-valgrind-'));
  const file = join(folder, 'records');
  const plugins = ['fixture-input', 'fixture-output', 'flb-filter_fixture'];
  for (const output of pipeline.outputs) output.file = file;
  const config = writeConfig(folder, {
    ...pipeline,
    service: { grace: 60 },
    plugins: plugins.map((name) => join(build, 'fixtures', `${name}.so`)),
  });

  const report = join(folder, 'memcheck');
  const host = [join(build, 'bin/flb-node-host'), '-c', config, '--as', '5.1'];
  const args = [...VALGRIND, `--log-file=${report}`, ...host, '--records', String(Math.max(1, records))];
  const ended = spawnSync('valgrind', args, { encoding: 'utf8', timeout: 15 * 60_000 });
  if (ended.error) throw ended.error;

  const memcheck = readFileSync(report, 'utf8');
  const errors = Number(/ERROR SUMMARY: (\d+) errors/.exec(memcheck)?.[1] ?? 1);
  const arrived = existsSync(file) ? new Set(readFileSync(file, 'utf8').match(/"n":\d+/g)).size : 0;
  const ok = errors === 0 && ended.status === status && arrived >= records;
  if (!ok) console.error(`${ended.stderr}\n${memcheck}`);
  console.log(`${ok ? ' ok ' : 'FAIL'} ${what}: ${errors} errors, ${arrived} records, exit status ${ended.status}`);
  return ok;
}

const failed = RUNS.map(run).filter((ok) => !ok).length;
console.log(`valgrind: ${RUNS.length} runs, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
