/**
 * One run of CMake, driven by cmake-js, in a folder of its own.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { createError } from '../../errors.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { progress, say } from '../terminal.ts';

export interface CmakeRun {
  /** Where to. What is there from the run before is not built again. */
  work: string;
  /** What the progress line names. */
  name: string;
  /** In CMake's language, with the functions of cmake/FlbNode.cmake. */
  content: string;
  /** Also libflbnode.so, where libnode and its headers are. */
  withRuntime: boolean;
}

export interface CmakeResult {
  /** The files that `flb_node_plugin` made. */
  plugins: string[];
  runtime?: string | undefined;
}

/** @throws `FLB_NODE_E_BUILD`, after what CMake and the compiler printed. */
export async function runCmake({ work, name, content, withRuntime }: CmakeRun): Promise<CmakeResult> {
  const binary = join(work, 'cmake');
  const runtime = join(binary, 'runtime/libflbnode.so');
  const listed = join(binary, 'flb-node-plugins');
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'CMakeLists.txt'), cmakeLists(content, withRuntime ? dirname(runtime) : undefined));
  // Else cmake-js would download Node's headers, which a plugin does not need.
  writeFileSync(join(work, 'package.json'), `${JSON.stringify({ private: true, binary: { napi_versions: [8] } })}\n`);
  // A plugin that the project no longer has is not to be listed.
  rmSync(listed, { recursive: true, force: true });
  // The first time it takes minutes.
  const label = `compiling ${name}${withRuntime ? ' and libflbnode.so' : ''}`;
  const { status, output } = await progress(label, cmakeJs(work, binary));
  if (status !== 0) {
    say(output);
    throw createError('FLB_NODE_E_BUILD', 'CMake failed; see above');
  }
  const plugins = existsSync(listed) ? readdirSync(listed) : [];
  return {
    plugins: plugins.map((plugin) => readFileSync(join(listed, plugin), 'utf8').trim()),
    runtime: withRuntime && existsSync(runtime) ? runtime : undefined,
  };
}

/** A path as an argument in CMake's language. */
export const cmakePath = (path: string): string => `"${path.replace(/[\\"$]/g, '\\$&')}"`;

function cmakeLists(content: string, runtimeFolder: string | undefined): string {
  const lines = [
    '# Written by `flb-node build`.',
    'cmake_minimum_required(VERSION 3.21)',
    'project(flb-node-build LANGUAGES C CXX)',
    `include(${cmakePath(join(PACKAGE_ROOT, 'cmake/FlbNode.cmake'))})`,
    content,
  ];
  if (runtimeFolder !== undefined) {
    lines.push(
      'list(APPEND CMAKE_MODULE_PATH "${FLB_NODE_ROOT}/cmake")',
      'find_package(LibNode QUIET)',
      'if(LibNode_FOUND AND NOT TARGET flbnode)',
      `  flb_node_runtime(OUTPUT_DIRECTORY ${cmakePath(runtimeFolder)})`,
      'endif()',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** What it prints is kept: stdout is for data. */
function cmakeJs(source: string, binary: string): Promise<{ status: number | null; output: string }> {
  const program = createRequire(join(PACKAGE_ROOT, 'package.json')).resolve('cmake-js/bin/cmake-js');
  const args = ['build', '--directory', source, '--out', binary, '--config', 'Release', '--log-level', 'error'];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [program, ...args, '--parallel', String(availableParallelism())], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', failed);
    child.once('close', (status) => done({ status, output }));
  });
}
