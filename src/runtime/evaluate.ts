/**
 * Runs a plugin's bundle as `require` runs a file, but with compiled code that an earlier Worker has left.
 *
 * @module
 */
import Module from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';

/** Module#_compile is what `require` itself uses; Node's types leave it out. */
type CompilableModule = Module & { _compile(source: string, filename: string): void };
const { _nodeModulePaths: nodeModulePaths } = Module as unknown as { _nodeModulePaths(from: string): string[] };

/** A module's scope, beside the module itself. */
const SCOPE = ['exports', 'require', 'module', '__filename', '__dirname'] as const;

/** `import()` needs what only Node's own loader gives a script without a flag or a warning. May find it in a text, too. */
const IMPORTS = /\bimport\s*\(/;

/**
 * Evaluates it.
 *
 * @param code - CommonJS.
 * @param filename - what its `require` starts from, and what stacks call it.
 * @param cache - what V8 has made of the same code in this process. V8 checks whether it fits.
 * @returns the compiled function, once it has run: what can be kept of it for others. `undefined`: of code with
 * `import()` nothing can.
 */
export function evaluate(code: string, filename: string, cache?: Uint8Array): Function | undefined {
  const module = new Module(filename) as CompilableModule;
  module.filename = filename;
  module.paths = nodeModulePaths(dirname(filename));
  if (IMPORTS.test(code)) {
    module._compile(code, filename);
    return undefined;
  }
  const require = requireOf(module, filename);
  const run = vm.compileFunction(code, [...SCOPE], { filename, ...(cache ? { cachedData: cache as Buffer } : {}) });
  Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
  return run;
}

/** Node makes it for code that it compiles. Under a name of its own: a debugger is to find the bundle under the bundle's. */
function requireOf(module: CompilableModule, filename: string): NodeJS.Require {
  module._compile('module.exports = require;', `${filename}.require.cjs`);
  const require = module.exports as NodeJS.Require;
  module.exports = {};
  return require;
}
