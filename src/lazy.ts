/**
 * Modules of Node's that are loaded when they are needed, which is seldom. On libnode 18 loading `fs` is half of what the
 * supervisor's start takes (10 ms, 31 modules, among them streams and promises), and `net` would be loaded by every Worker.
 *
 * @module
 */
import { createRequire } from 'node:module';

// From anywhere: they are Node's own.
const load = (name: string): unknown => createRequire('/')(name);

export const fs = (): typeof import('node:fs') => load('node:fs') as typeof import('node:fs');
export const net = (): typeof import('node:net') => load('node:net') as typeof import('node:net');
