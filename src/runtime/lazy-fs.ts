/**
 * Node's `fs` for the supervisor, when it needs it: which is seldom, and loading it is half of what the supervisor's
 * start takes on libnode 18 (10 ms, 31 modules, among them streams and promises).
 *
 * @module
 */
import { createRequire } from 'node:module';

export const fs = (): typeof import('node:fs') => createRequire('/')('node:fs') as typeof import('node:fs');
