// Fuzzing of the native code that reads bytes: the targets of test/fuzz, with clang's libFuzzer.
//
// What is found is kept in build/fuzz/corpus. `--keep` puts the part of it that reaches something new into
// test/fuzz/corpus, which is in the repository and is also run without clang (suite native-asan).
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from './fail.mjs';
import { ROOT, capture, onPath, run, step } from './run.mjs';

export { report } from './fail.mjs';

const BUILD = join(ROOT, 'build/fuzz');
const PROGRAMS = join(BUILD, 'test/fuzz');
const SOURCES = join(ROOT, 'test/fuzz');
const CRASHES = join(BUILD, 'crashes');
const CLANGS = ['clang++', ...[22, 21, 20, 19, 18, 17, 16, 15, 14].map((version) => `clang++-${version}`)];

/** Seconds for one input, and megabytes for one target: more is a finding. */
const LIMITS = ['-timeout=10', '-rss_limit_mb=2048', '-malloc_limit_mb=1024', '-max_len=4096'];

/** The first clang that has libFuzzer with it; `undefined`: none. */
export function findClang() {
  const links = (clang) =>
    capture(clang, ['-fsanitize=fuzzer,address', '-x', 'c++', '-', '-o', '/dev/null'], {
      input: 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }',
    }).status === 0;
  return CLANGS.find((clang) => onPath(clang) && links(clang));
}

export async function main(args) {
  const { seconds, target, keep } = readOptions(args);
  const clang = findClang();
  if (!clang) {
    const fix = 'apt-get install -y --no-install-recommends clang-14 libclang-rt-14-dev';
    console.error(`FLB_NODE_E_NO_CLANG: clang with libFuzzer was not found -> ${fix}`);
    process.exitCode = 2;
    return;
  }
  await build(clang);
  const all = targets();
  if (target !== undefined && !all.includes(target)) {
    throw new SetupError('FLB_NODE_E_USAGE', `no target is called ${target}; there are ${all.join(', ')}.`);
  }
  const wanted = target === undefined ? all : [target];
  step(`fuzzing ${wanted.join(' ')}`);
  const results = await fuzzAll(wanted, seconds);
  if (keep) for (const name of wanted) await keepCorpus(name);
  summarize(results, seconds);
}

function readOptions(args) {
  try {
    const options = {
      seconds: { type: 'string', default: '60' },
      target: { type: 'string' },
      keep: { type: 'boolean' },
    };
    const { values } = parseArgs({ args, options });
    const seconds = Number(values.seconds);
    if (!(seconds >= 1)) throw new Error(`--seconds ${values.seconds} is not a number of seconds`);
    return { ...values, seconds };
  } catch (error) {
    throw new SetupError('FLB_NODE_E_USAGE', `${error.message}; npm run fuzz -- --seconds 60 --target NAME --keep`);
  }
}

async function build(clang) {
  const options = { env: { ...process.env, FLB_NODE_CLANG: clang } };
  const generator = !existsSync(join(BUILD, 'CMakeCache.txt')) && onPath('ninja') ? ['-G', 'Ninja'] : [];
  const jobs = String(availableParallelism());
  const status =
    (await run('cmake', ['--preset', 'fuzz', ...generator], options)) ||
    (await run('cmake', ['--build', '--preset', 'fuzz', '-j', jobs], options));
  if (status !== 0) throw new SetupError('FLB_NODE_E_BUILD', 'the fuzz targets do not build; see above.');
}

const targets = () =>
  readdirSync(PROGRAMS)
    .filter((file) => /^fuzz-\w+$/.test(file))
    .map((file) => file.slice('fuzz-'.length));

const program = (name) => join(PROGRAMS, `fuzz-${name}`);
const found = (name) => join(BUILD, 'corpus', name);
const kept = (name) => join(SOURCES, 'corpus', name);
const filesIn = (folder) => (existsSync(folder) ? readdirSync(folder).length : 0);

/** As many at once as there are cores, each for its share of the time. */
async function fuzzAll(names, seconds) {
  const atOnce = Math.min(availableParallelism(), names.length);
  const each = Math.max(1, Math.round((seconds * atOnce) / names.length));
  const left = [...names];
  const results = [];
  const work = async () => {
    for (let name = left.shift(); name; name = left.shift()) results.push(await fuzz(name, each));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

async function fuzz(name, seconds) {
  for (const folder of [found(name), kept(name), CRASHES]) mkdirSync(folder, { recursive: true });
  const dictionary = join(SOURCES, 'dictionaries', `${name}.dict`);
  const args = [
    ...LIMITS,
    `-max_total_time=${seconds}`,
    '-print_final_stats=1',
    `-artifact_prefix=${CRASHES}/${name}-`,
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    found(name),
    kept(name),
  ];
  const { status, output } = await listen(program(name), args);
  const last = (pattern) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
  const result = {
    name,
    executions: last(/^stat::number_of_executed_units: (\d+)/gm),
    covered: last(/ cov: (\d+) /g),
    inputs: last(/ corp: (\d+)\//g),
    crash: /Test unit written to (\S+)/.exec(output)?.[1],
    failed: status !== 0,
  };
  if (result.failed) console.error(output.slice(-8000));
  console.log(`    ${name}: ${result.executions} executions, ${result.covered} edges, ${result.inputs} inputs`);
  return result;
}

/** Runs a program and keeps what it prints. */
function listen(command, args) {
  return new Promise((done, fail) => {
    let output = '';
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', fail);
    child.on('close', (status) => done({ status, output }));
  });
}

/** The fewest inputs that reach every edge that was reached, however often. */
async function keepCorpus(name) {
  const merged = join(BUILD, 'merged', name);
  rmSync(merged, { recursive: true, force: true });
  mkdirSync(merged, { recursive: true });
  await listen(program(name), [...LIMITS, '-set_cover_merge=1', '-use_counters=0', merged, kept(name), found(name)]);
  // Those with names are findings, put there by hand.
  for (const file of readdirSync(kept(name))) if (/^[0-9a-f]{40}$/.test(file)) rmSync(join(kept(name), file));
  cpSync(merged, kept(name), { recursive: true });
  console.log(`    ${name}: ${filesIn(kept(name))} inputs kept in ${relative(ROOT, kept(name))}`);
}

function summarize(results, seconds) {
  const failures = results.filter(({ failed }) => failed);
  for (const { name, crash } of failures) {
    const command = crash ? `${relative(ROOT, program(name))} ${relative(ROOT, crash)}` : relative(ROOT, program(name));
    console.error(`${name} failed; again: ${command}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0).toLocaleString('en');
  console.log(
    `fuzz: ${results.length} targets, ${seconds} s, ${sum('executions')} executions, ${sum('covered')} edges covered, ` +
      `${sum('inputs')} inputs in the corpora, ${failures.length} crashes`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
}
