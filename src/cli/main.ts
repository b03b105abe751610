#!/usr/bin/env node
/**
 * `flb-node`.
 *
 * @module
 */
import { runProgram } from './program.ts';

// `flb-node tap | head`: who reads no more ends us, without an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
await runProgram(process.argv.slice(2));
