/** The plugins that pages show compile, with the settings that the examples compile with. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where `fluent-bit-node` and its own packages are found. */
const FOLDER = join(ROOT, 'build/docs-code');

/** Whole modules: what registers a plugin. Shorter pieces have no beginning. */
function modules(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(ROOT, 'docs'), { recursive: true }).map(String)) {
    if (!name.endsWith('.md') || name.startsWith('reference')) continue;
    const blocks = [...readFileSync(join(ROOT, 'docs', name), 'utf8').matchAll(/^```ts[^\n]*\n([^]*?)^```/gm)];
    blocks.forEach(([, text = ''], at) => {
      const isModule = text.includes("from 'fluent-bit-node'") && text.includes('export default register');
      if (isModule) found.set(`${name.replaceAll('/', '-').slice(0, -3)}-${at + 1}.ts`, text);
    });
  }
  return found;
}

it('compiles', () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const files = [...modules()].map(([name, text]) => {
    writeFileSync(join(FOLDER, name), text);
    return join(FOLDER, name);
  });
  expect(files.length).toBeGreaterThan(5);

  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
  expect(diagnostics.map((each) => ts.formatDiagnostic(each, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => FOLDER, getNewLine: () => '\n' }))).toEqual([]);
});
