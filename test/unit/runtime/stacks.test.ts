import { buildSync } from 'esbuild';
import { afterEach, expect, test } from 'vitest';
import { splitBundle } from '../../../src/runtime/source-map.ts';
import { evaluate } from '../../../src/runtime/evaluate.ts';
import { mapStacks } from '../../../src/runtime/stacks.ts';

const FILE = '/opt/plugins/my plugin%.so.cjs';
const before = Error.prepareStackTrace;
afterEach(() => {
  if (before) Error.prepareStackTrace = before;
  else Reflect.deleteProperty(Error, 'prepareStackTrace');
});

/** Evaluates TypeScript as a Worker does; what it leaves in `made`. */
function run(contents: string): unknown {
  const { outputFiles } = buildSync({
    stdin: { contents, sourcefile: 'src/plugin.ts', loader: 'ts' },
    outfile: '/built/out.cjs',
    format: 'cjs',
    sourcemap: 'inline',
    sourceRoot: 'file:///built/',
    write: false,
  });
  const { code, map } = splitBundle(outputFiles[0]?.text ?? '');
  mapStacks(FILE, map);
  evaluate(code, FILE);
  return (globalThis as { made?: unknown }).made;
}

test('a stack names the lines of the source', () => {
  const error = run('interface Gone {}\n\nfunction fail(): Error {\n  return new TypeError("no");\n}\nglobalThis.made = fail();');
  const [first, second, third] = (error as Error).stack?.split('\n') ?? [];
  expect(first).toBe('TypeError: no');
  expect(second).toBe('    at fail (/built/src/plugin.ts:4:10)');
  expect(third).toMatch(/at Object\.<anonymous> \(\/built\/src\/plugin\.ts:6:19\)|at .*plugin\.ts:6:19/);
});

test("an error of Node's own shows its code", () => {
  const error = run('try { require("node:fs").readFileSync({}); } catch (error) { globalThis.made = error; }');
  expect((error as Error).stack).toMatch(/^TypeError \[ERR_INVALID_ARG_TYPE\]: The "path" argument[^]*plugin\.ts:1:\d+/);
});

test('what is no error, and one that cannot be printed, have a stack all the same', () => {
  const plain = run('globalThis.made = {}; Error.captureStackTrace(globalThis.made);') as { stack: string };
  expect(plain.stack).toMatch(/^Error\n +at .*plugin\.ts:1:/);
  const odd = run('class Odd extends Error { get message() { throw new Error("never"); } }\nglobalThis.made = new Odd();');
  expect((odd as Error).stack).toMatch(/plugin\.ts:2:/);
});

test('a plugin may print stacks in its own way', () => {
  const error = run('Error.prepareStackTrace = () => "mine";\nglobalThis.made = new Error("x");');
  expect((error as Error).stack).toBe('mine');
});
