import { mkdirSync, rmSync } from 'node:fs';
import type { ContractOptions } from 'fluent-bit-node/testing';

const folder = 'build/contract';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** What `npm test` has to know for the plugin's contract: a file that it may write, and one that nobody can. */
export default {
  config: { path: `${folder}/records` },
  failing: { path: `${folder}/missing/records` },
} satisfies ContractOptions;
