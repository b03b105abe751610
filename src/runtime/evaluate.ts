/**
 * Runs a plugin's bundle as `require` runs a file, but with compiled code that an earlier Worker has left.
 *
 * @module
 */
import Module from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';

/** What Node 18 gives a script whose `import()` is to work; later ones have a constant for it. */
type ImportModule = (specifier: string, script: unknown, assertions: object) => Promise<vm.Module>;

/** Module#_compile is what `require` itself uses; Node's types leave it out. */
type CompilableModule = Module & { _compile(source: string, filename: string): void };
const { _nodeModulePaths: nodeModulePaths } = Module as unknown as { _nodeModulePaths(from: string): string[] };

/** A module's scope, beside the module itself. */
const SCOPE = ['exports', 'require', 'module', '__filename', '__dirname'] as const;

/** What a module sees of itself: Node makes it for code that it compiles. */
function scopeOf(module: CompilableModule, filename: string): { require: NodeJS.Require; importModule: ImportModule } {
  module._compile(
    'module.exports = { require, importModule: (name, script, assertions) => import(name, { assert: assertions }) };',
    filename,
  );
  const scope = module.exports as { require: NodeJS.Require; importModule: ImportModule };
  module.exports = {};
  return scope;
}

/**
 * Evaluates it.
 *
 * @param code - CommonJS.
 * @param filename - what its `require` starts from, and what stacks call it.
 * @param cache - what V8 has made of the same code in this process. V8 checks whether it fits.
 * @returns the compiled function, once it has run: what can be kept of it for others.
 */
export function evaluate(code: string, filename: string, cache?: Uint8Array): Function {
  const module = new Module(filename) as CompilableModule;
  module.filename = filename;
  module.paths = nodeModulePaths(dirname(filename));
  const { require, importModule } = scopeOf(module, filename);
  const { constants } = vm as Partial<typeof vm>;
  const run = vm.compileFunction(code, [...SCOPE], {
    filename,
    ...(cache ? { cachedData: cache as Buffer } : {}),
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? importModule,
  } as vm.CompileFunctionOptions);
  Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
  return run;
}
