// node errors.mjs OUTPUT.h
//
// The table of errors (src/errors.ts) as a C++ header, so that native code prints the same words and no second table
// can differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [output] = process.argv.slice(2);

const { outputFiles } = await build({
  entryPoints: [join(PACKAGE, 'src/errors.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { errorTable } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

/** FLB_NODE_E_INIT_TIMEOUT -> kInitTimeout */
const constant = (code) =>
  `k${code.replace('FLB_NODE_E_', '').toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter) => letter.toUpperCase())}`;

const entries = Object.entries(errorTable).map(
  ([code, { message, fix }]) =>
    `inline constexpr Entry ${constant(code)} = {${[code, message, fix].map((text) => JSON.stringify(text)).join(', ')}};\n`,
);

mkdirSync(dirname(output), { recursive: true });
writeFileSync(
  output,
  `// Written by cmake/errors.mjs from src/errors.ts.
#pragma once

namespace flbnode::errors {

struct Entry {
  const char* code;
  const char* message;  // with %s
  const char* fix;
};

${entries.join('')}
}  // namespace flbnode::errors
`,
);
