// The compiler and the build programs.
import { SetupError, asRoot } from './fail.mjs';
import { capture, onPath } from './run.mjs';

const CMAKE_NEEDED = [3, 21]; // presets of version 3, PROJECT_IS_TOP_LEVEL, ctest --output-junit

/** Throws when something that a native build needs is missing; names all of it at once. */
export function checkToolchain({ versions = false } = {}) {
  const missing = [];
  const compilers = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  if (!compilers.some(onPath)) missing.push(['a C++ compiler', 'g++']);
  if (!onPath('cmake')) missing.push(['cmake', 'cmake']);
  if (!onPath('ninja') && !onPath('make')) missing.push(['make or ninja', 'make']);
  if (missing.length > 0) {
    const what = missing.map(([text]) => text).join(', ');
    throw new SetupError('FLB_NODE_E_NO_COMPILER', `not on PATH: ${what}.`, [install(missing.map(([, pkg]) => pkg))]);
  }

  if (versions) {
    const version = /(\d+)\.(\d+)/.exec(capture('cmake', ['--version']).stdout);
    const [major, minor] = version ? [Number(version[1]), Number(version[2])] : [0, 0];
    if (major < CMAKE_NEEDED[0] || (major === CMAKE_NEEDED[0] && minor < CMAKE_NEEDED[1])) {
      const message = `cmake ${CMAKE_NEEDED.join('.')} or later is needed, this is ${major}.${minor}.`;
      throw new SetupError('FLB_NODE_E_NO_COMPILER', message, ['pip install cmake']);
    }
  }
}

const install = (packages) => asRoot(`apt-get install -y ${packages.join(' ')}`);
