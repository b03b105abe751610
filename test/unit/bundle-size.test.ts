/** What every Worker loads before `init`, whatever its plugin needs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(mkdtempSync(join(tmpdir(), 'flbnode-size-')), 'out.cjs');
execFileSync(process.execPath, [join(root, 'cmake/bundle.mjs'), join(root, 'examples/in-dummy/plugin.ts'), built]);
const bundle = readFileSync(built, 'utf8');

test('a bundle loads no module of Node that is large', () => {
  const names = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name?.replace('node:', '') ?? '');
  const allowed = ['module', 'path', 'perf_hooks', 'url', 'util', 'v8', 'worker_threads'];
  expect([...new Set(names)].filter((name) => isBuiltin(name) && !allowed.includes(name))).toEqual([]);
});

test("the SDK's own code is ASCII, which V8 reads where it lies", () => {
  expect(/[^\0-\x7f]/.exec(bundle)?.[0]).toBeUndefined();
});
